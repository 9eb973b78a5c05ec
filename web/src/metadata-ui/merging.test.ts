import { expect, test } from "vitest";

import type { Field, ObjectDefinition } from "@/api/metadata";

import { merged } from "./merging";

const field = (name: string, type: Field["type"] = "text", writable = true) => ({ name, type, writable, access: "write" }) as Field;
const object = { fields: [field("a"), field("b"), field("c", "reference"), field("updated_at", "datetime", false)] } as unknown as ObjectDefinition;
const before = { a: "1", b: "1", c: { id: "x", title: "X" }, updated_at: "t1" };

test("what only one changed comes together by itself", () => {
  const { values, conflicts } = merged(object, before, { ...before, a: "2" }, { ...before, b: "3", updated_at: "t2" });
  expect(values).toEqual({ ...before, a: "2", b: "3", updated_at: "t2" });
  expect(conflicts).toEqual([]);
});

test("what both changed is to be decided, unless they meant the same", () => {
  const { values, conflicts } = merged(object, before, { ...before, a: "2", c: "y" }, { ...before, a: "3", c: { id: "y", title: "Y" } });
  expect(conflicts.map((one) => [one.field.name, one.was, one.theirs, one.mine])).toEqual([["a", "1", "3", "2"]]);
  expect(values.a).toBe("2");
});

test("another title of the same record is no change", () => {
  expect(merged(object, before, { ...before, c: { id: "x", title: "New X" } }, { ...before, c: { id: "z", title: "Z" } }).conflicts).toEqual([]);
});
