import { expect, test } from "vitest";

import { fieldsOf, type Grant, inheritedScopes, isEverything, scopesOf, withField, withScope } from "./grants";

const GRANTS: Grant[] = [
  { object: "account", actions: ["read", "update"], scope: "team", fields: { phone: "masked" } },
  { object: "account", actions: ["export"], scope: "own", fields: { phone: "hidden", rating: "read" } },
  { object: "*", actions: ["read"], scope: "all" },
];

test("a cell is changed alone: other actions keep their scope, fields stay as strict as they were", () => {
  const wider = withScope(GRANTS, "account", "update", "all");
  expect(scopesOf(wider, "account", "update")).toEqual(["all"]);
  expect(scopesOf(wider, "account", "read")).toEqual(["team"]);
  expect(wider.find((one) => one.scope === "all" && one.object === "account")!.fields).toEqual({ phone: "hidden", rating: "read" });
  expect(fieldsOf(wider, "account")).toEqual(fieldsOf(GRANTS, "account"));
});

test("an action joins the grant of its scope, and an emptied grant goes", () => {
  const joined = withScope(GRANTS, "account", "export", "team");
  expect(joined.filter((one) => one.object === "account")).toEqual([{ object: "account", actions: ["read", "update", "export"], scope: "team", fields: { phone: "masked" } }]);
  expect(withScope(GRANTS, "account", "export", null)).toHaveLength(2);
});

test("what * grants is seen beside, and never in the organisation", () => {
  expect(inheritedScopes(GRANTS, "account", "read", false)).toEqual(["all"]);
  expect(inheritedScopes(GRANTS, "account", "update", false)).toEqual([]);
  expect(inheritedScopes(GRANTS, "user", "read", true)).toEqual([]);
});

test("a field is named by all grants of its object, or by none", () => {
  const conditional = { level: "write" as const, where: { field: "stage", op: "eq", value: "open" } };
  expect(fieldsOf(withField(GRANTS, "account", "phone", conditional), "account").phone).toEqual(conditional);
  expect(withField(GRANTS, "account", "phone", null).map((one) => one.fields)).toEqual([undefined, { rating: "read" }, undefined]);
});

test("everything on everything is an administrator, with any limit it is not", () => {
  const all: Grant = { object: "*", actions: ["create", "read", "update", "delete", "import", "export", "transfer", "configure"], scope: "all" };
  expect(isEverything([all])).toBe(true);
  expect(isEverything([{ ...all, scope: "own" }])).toBe(false);
  expect(isEverything([all, { object: "account", actions: ["read"], scope: "own", fields: { phone: "masked" } }])).toBe(false);
});
