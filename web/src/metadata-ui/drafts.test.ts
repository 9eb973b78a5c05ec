import { beforeEach, expect, test } from "vitest";

import { draftKey, forgetOld, readDraft, writeDraft } from "./drafts";

const key = draftKey("u1", "account", "a1");
beforeEach(() => localStorage.clear());

test("a draft stays until nothing of it is left", () => {
  const draft = { at: Date.now(), version: 3, before: { name: "A" }, changes: { name: "B" } };
  writeDraft(key, draft);
  expect(readDraft(key)).toEqual(draft);
  expect(readDraft(draftKey("u2", "account", "a1"))).toBeUndefined();
  writeDraft(key, { ...draft, changes: {} });
  expect(readDraft(key)).toBeUndefined();
});

test("old drafts are forgotten, other things are not", () => {
  writeDraft(key, { at: Date.now() - 40 * 86_400_000, before: {}, changes: { name: "B" } });
  localStorage.setItem("luopan.look", "{}");
  forgetOld();
  expect(Object.keys(localStorage)).toEqual(["luopan.look"]);
});

test("what can't be read is no draft", () => {
  localStorage.setItem(key, "{broken");
  expect(readDraft(key)).toBeUndefined();
});
