import { expect, it } from "vitest";

import { removedObjects } from "./versions";
import { linesOf } from "./words";

it("tells a change-set line by line", () => {
  expect(
    linesOf({
      objects: [
        { name: "equipment", label: { en: "Equipment" }, fields: [{ name: "serial", type: "text" }] },
        { id: "account", name: "customer", fields: [{ id: "age", required: true, help: null }] },
      ],
      remove: ["visit"],
      purge: ["lead.x"],
    }),
  ).toEqual([
    { did: "object", object: "equipment", keys: ["label"] },
    { did: "new_field", object: "equipment", field: "serial", type: "text" },
    { did: "object", object: "customer", keys: ["name"] },
    { did: "field", object: "customer", field: "age", keys: ["required", "help"] },
    { did: "remove", target: "visit" },
    { did: "purge", target: "lead.x" },
  ]);
  expect(linesOf(null)).toEqual([]);
});

it("knows which objects are in the recycle bin", () => {
  const version = (number: number, change_set: object) => ({ version: number, at: "", actor: null, note: null, change_set });
  expect(removedObjects([version(3, { purge: ["b"] }), version(2, { restore: ["a"] }), version(1, { remove: ["a", "b", "c", "d.e"] })])).toEqual(["c"]);
});
