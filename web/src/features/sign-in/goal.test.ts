import { expect, test } from "vitest";

import { goalOf } from "./goal";

const HERE = "https://crm.example";

test("a page of ours is reached with all that was asked for", () => {
  expect(goalOf("/objects/account?view=all#top", HERE)).toBe("/objects/account?view=all#top");
});

test.each(["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "/login?to=/", 7, undefined])(
  "%s leads home",
  (to) => expect(goalOf(to, HERE)).toBe("/"),
);
