import { beforeEach, expect, test, vi } from "vitest";

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

test("a full store loses the oldest drafts, one at a time", () => {
  for (const at of [3, 1, 2]) writeDraft(draftKey("u1", "account", `a${at}`), { at, before: {}, changes: { name: "B" } });
  const setItem = Storage.prototype.setItem;
  const full = vi.spyOn(Storage.prototype, "setItem").mockImplementation(function (this: Storage, name: string, value: string) {
    if (this.length > 1) throw new DOMException("full", "QuotaExceededError");
    setItem.call(this, name, value);
  });
  writeDraft(draftKey("u1", "account", "a4"), { at: 4, before: {}, changes: { name: "C" } });
  full.mockRestore();
  expect(Object.keys(localStorage).sort()).toEqual([3, 4].map((at) => draftKey("u1", "account", `a${at}`)));
});
