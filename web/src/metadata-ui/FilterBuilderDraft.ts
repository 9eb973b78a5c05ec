/** A condition while it is being built: every part has a key, and may still lack something. */
import type { Condition, Operand } from "@/api/condition";

interface Keyed {
  key: string;
}
export interface GroupDraft extends Keyed {
  kind: "group";
  mode: "and" | "or";
  negated: boolean;
  parts: Draft[];
}
export interface FieldDraft extends Keyed {
  kind: "field";
  path?: string;
  op?: string;
  value?: Operand;
}
export interface RelatedDraft extends Keyed {
  kind: "related";
  relation: string;
  how: "any" | "none" | "count";
  op: string;
  count: number;
  where: GroupDraft;
}
export interface SearchDraft extends Keyed {
  kind: "search";
  text: string;
}
export type Draft = GroupDraft | FieldDraft | RelatedDraft | SearchDraft;

let counter = 0;
const key = () => `d${(counter += 1)}`;

export const emptyGroup = (mode: "and" | "or" = "and"): GroupDraft => ({ key: key(), kind: "group", mode, negated: false, parts: [] });
export const fieldDraft = (path?: string, op?: string, value?: Operand): FieldDraft => ({ key: key(), kind: "field", path, op, value });
export const relatedDraft = (relation: string): RelatedDraft => ({ key: key(), kind: "related", relation, how: "any", op: "gte", count: 1, where: emptyGroup() });
export const searchDraft = (): SearchDraft => ({ key: key(), kind: "search", text: "" });

/** The whole is always a group, even around a single comparison. */
export function draftOf(condition: Condition | undefined): GroupDraft {
  if (!condition) return emptyGroup();
  const draft = partOf(condition);
  return draft.kind === "group" ? draft : { ...emptyGroup(), parts: [draft] };
}

function partOf(condition: Condition): Draft {
  if ("and" in condition) return { ...emptyGroup("and"), parts: condition.and.map(partOf) };
  if ("or" in condition) return { ...emptyGroup("or"), parts: condition.or.map(partOf) };
  if ("not" in condition) {
    const inner = partOf(condition.not);
    return inner.kind === "group" && !inner.negated ? { ...inner, negated: true } : { ...emptyGroup(), negated: true, parts: [inner] };
  }
  if ("any" in condition) return { ...relatedDraft(condition.any), where: draftOf(condition.where) };
  if ("none" in condition) return { ...relatedDraft(condition.none), how: "none", where: draftOf(condition.where) };
  if ("count" in condition)
    return { ...relatedDraft(condition.count), how: "count", op: condition.op, count: condition.value, where: draftOf(condition.where) };
  if ("search" in condition) return { ...searchDraft(), text: condition.search };
  return fieldDraft(condition.field, condition.op, condition.value);
}

const WITHOUT_OPERAND = new Set(["empty", "not_empty"]);
export const takesOperand = (op: string): boolean => !WITHOUT_OPERAND.has(op);

/** The condition that the complete parts make; undefined where there is none yet. */
export function conditionOf(draft: Draft): Condition | undefined {
  switch (draft.kind) {
    case "group":
      return groupCondition(draft);
    case "field":
      return comparison(draft);
    case "search":
      return draft.text.trim() ? { search: draft.text.trim() } : undefined;
    case "related": {
      const where = conditionOf(draft.where);
      const within = where ? { where } : {};
      if (draft.how === "count") return { count: draft.relation, ...within, op: draft.op, value: draft.count };
      return draft.how === "any" ? { any: draft.relation, ...within } : { none: draft.relation, ...within };
    }
  }
}

function groupCondition({ mode, negated, parts }: GroupDraft): Condition | undefined {
  const complete = parts.flatMap((part) => conditionOf(part) ?? []);
  if (complete.length === 0) return undefined;
  const whole: Condition = complete.length === 1 ? complete[0]! : mode === "and" ? { and: complete } : { or: complete };
  return negated ? { not: whole } : whole;
}

/** Half a range is from, or up to. */
function comparison({ path, op, value }: FieldDraft): Condition | undefined {
  if (!path || !op) return undefined;
  if (!takesOperand(op)) return { field: path, op };
  if (op === "between" && Array.isArray(value)) {
    const [from, to] = value as (Operand | undefined)[];
    if (from == null || to == null) {
      if (from == null && to == null) return undefined;
      return from == null ? { field: path, op: "lte", value: to } : { field: path, op: "gte", value: from };
    }
  }
  return isMissing(value) ? undefined : { field: path, op, value };
}

function isMissing(value: Operand | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0 || value.some((one) => one === null);
  if (typeof value === "object" && value !== null && "path" in value) return !value.path;
  return value === undefined || value === null || value === "";
}

/** The draft with the part of this key replaced, or taken out. */
export function replaced(group: GroupDraft, at: string, next: Draft | null): GroupDraft {
  if (group.key === at) return next as GroupDraft;
  return {
    ...group,
    parts: group.parts.flatMap((part): Draft[] => {
      if (part.key === at) return next ? [next] : [];
      if (part.kind === "group") return [replaced(part, at, next)];
      if (part.kind === "related") return [{ ...part, where: replaced(part.where, at, next) }];
      return [part];
    }),
  };
}

/** How many comparisons a condition has. */
export function sizeOf(condition: Condition | undefined): number {
  if (!condition) return 0;
  if ("and" in condition) return condition.and.reduce((sum, one) => sum + sizeOf(one), 0);
  if ("or" in condition) return condition.or.reduce((sum, one) => sum + sizeOf(one), 0);
  if ("not" in condition) return sizeOf(condition.not);
  return 1;
}

/** The operator to begin with, and the one to keep when another field is chosen. */
export function operatorFor(operators: readonly string[], before?: string): string | undefined {
  if (before && operators.includes(before)) return before;
  return ["contains", "in", "has_any", "between", "eq", "within"].find((one) => operators.includes(one)) ?? operators[0];
}
