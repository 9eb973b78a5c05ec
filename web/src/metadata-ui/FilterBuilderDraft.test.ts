import { describe, expect, it } from "vitest";

import type { Condition } from "@/api/condition";

import { conditionOf, draftOf, emptyGroup, fieldDraft, type GroupDraft, operatorFor, relatedDraft, replaced } from "./FilterBuilderDraft";

const won: Condition = { field: "stage", op: "eq", value: "won" };
const recent: Condition = { field: "created_at", op: "gte", value: { now: "-30d", start: "day" } };

describe("building conditions", () => {
  it.each<Condition>([
    won,
    { and: [won, { or: [recent, { not: { and: [won, recent] } }] }] },
    { not: won },
    { any: "tasks" },
    { none: "activities", where: { and: [recent, { any: "tasks", where: won }] } },
    { count: "opportunities", where: won, op: "gte", value: 3 },
    { and: [{ search: "华为" }, { field: "owner", op: "eq", value: { me: true } }, { field: "amount", op: "empty" }] },
    { field: "close_date", op: "lt", value: { path: "opened_on" } },
  ])("gives back what it was given: %j", (condition) => {
    expect(conditionOf(draftOf(condition))).toEqual(condition);
  });

  it("leaves out what still lacks something", () => {
    const group: GroupDraft = {
      ...emptyGroup(),
      parts: [fieldDraft(), fieldDraft("stage", "eq"), fieldDraft("stage", "in", []), fieldDraft("a", "eq", { path: "" }), fieldDraft("stage", "eq", "won"), emptyGroup("or")],
    };
    expect(conditionOf(group)).toEqual(won);
    expect(conditionOf(emptyGroup())).toBeUndefined();
  });

  it("takes half a range for from or up to", () => {
    expect(conditionOf(fieldDraft("amount", "between", ["5", null]))).toEqual({ field: "amount", op: "gte", value: "5" });
    expect(conditionOf(fieldDraft("amount", "between", [null, "9"]))).toEqual({ field: "amount", op: "lte", value: "9" });
    expect(conditionOf(fieldDraft("amount", "not_between", ["5", null]))).toBeUndefined();
  });

  it("replaces and takes out parts at any depth", () => {
    const inner = fieldDraft("stage", "eq", "lost");
    const related = { ...relatedDraft("tasks"), where: { ...emptyGroup(), parts: [inner] } };
    const group: GroupDraft = { ...emptyGroup(), parts: [related] };
    expect(conditionOf(replaced(group, inner.key, { ...inner, value: "won" }))).toEqual({ any: "tasks", where: won });
    expect(conditionOf(replaced(group, inner.key, null))).toEqual({ any: "tasks" });
    expect(conditionOf(replaced(group, related.key, null))).toBeUndefined();
  });

  it("keeps an operator where the field has it", () => {
    expect(operatorFor(["eq", "in", "contains"], "eq")).toBe("eq");
    expect(operatorFor(["eq", "lt", "between"], "contains")).toBe("between");
  });
});
