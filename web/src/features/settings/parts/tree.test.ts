import { expect, test } from "vitest";

import { idsBelow, mayMove, treeOf } from "./tree";

const record = (id: string, parent: string | null) => ({ id, version: 1, name: id, parent: parent ? { id: parent, title: parent } : null });
const roots = treeOf([record("east", "sales"), record("sales", "all"), record("all", null), record("shanghai", "east"), record("lost", "gone")]);

test("everyone hangs below their parent, and what has lost it stands at the top", () => {
  expect(roots.map((one) => one.record.id)).toEqual(["all", "lost"]);
  expect(idsBelow(roots[0]!)).toEqual(["all", "sales", "east", "shanghai"]);
});

test("nothing moves below itself, nor to where it is", () => {
  expect(mayMove(roots, "sales", "shanghai")).toBe(false);
  expect(mayMove(roots, "sales", "sales")).toBe(false);
  expect(mayMove(roots, "sales", "all")).toBe(false);
  expect(mayMove(roots, "all", null)).toBe(false);
  expect(mayMove(roots, "shanghai", "all")).toBe(true);
  expect(mayMove(roots, "east", null)).toBe(true);
});
