import { expect, it } from "vitest";

import { carry, type NavigationGroup, withItem } from "./navigation";

const group = (name: string, ...objects: string[]): NavigationGroup => ({ name, items: objects.map((object) => ({ object })) });
const told = (groups: NavigationGroup[]) => groups.map((one) => one.items.map((item) => item.object).join("")).join("|");
const groups = [group("one", "a", "b", "c"), group("two", "d")];

it("carries entries within a group and between groups", () => {
  expect(told(carry(groups, [0, 0], [0, 2]))).toBe("bca|d");
  expect(told(carry(groups, [0, 2], [0, 0]))).toBe("cab|d");
  expect(told(carry(groups, [0, 1], [1, 0]))).toBe("ac|bd");
  expect(told(carry(groups, [1, 0], [0, 99]))).toBe("abcd|");
  expect(carry(groups, [0, 7], [1, 0])).toBe(groups);
});

it("changes and takes out entries", () => {
  expect(told(withItem(groups, [0, 1], { object: "x" }))).toBe("axc|d");
  expect(told(withItem(groups, [0, 1], null))).toBe("ac|d");
});
