/** Groups of a list: each is a condition, and knows its count and sums before it is opened. */
import type { Condition } from "@/api/condition";
import type { Field, Measure } from "@/api/metadata";

import type { SectionSpec } from "./useRecordsStore";

/** What is added up below a column: `{"amount": "sum"}`. */
export type MeasureChoice = Record<string, Measure>;

/** Measures get names that no field has. */
export const measureName = (path: string) => `of:${path}`;

type Row = Record<string, unknown>;

/** The groups in the order that people expect: options in their own, months from the newest, others by size; empty last. */
export function groupSpecs(rows: Row[], group: string, field: Field): SectionSpec[] {
  const specs = rows.map((row) => ({
    key: keyOf(row[group]),
    value: row[group],
    where: groupWhere(group, field, row[group]),
    count: Number(row.count),
    measures: row,
  }));
  const order = new Map(field.options?.map((option, at) => [option.value, at]));
  const rank = (value: unknown): number => order.get(String(value)) ?? order.size;
  return specs.sort((one, other) => {
    if ((one.value === null) !== (other.value === null)) return one.value === null ? 1 : -1;
    if (order.size) return rank(one.value) - rank(other.value);
    if (field.grains) return String(other.value).localeCompare(String(one.value));
    return other.count - one.count;
  });
}

const keyOf = (value: unknown): string =>
  typeof value === "object" && value !== null && "id" in value ? String(value.id) : JSON.stringify(value);

export function groupWhere(group: string, field: Field, value: unknown): Condition {
  if (value === null || value === undefined) return { field: group, op: "empty" };
  if (field.grains) {
    const from = String(value).slice(0, 10);
    return { and: [{ field: group, op: "gte", value: from }, { field: group, op: "lt", value: nextMonth(from) }] };
  }
  const plain = typeof value === "object" && "id" in value ? (value.id as string) : (value as string);
  return { field: group, op: "eq", value: plain };
}

function nextMonth(first: string): string {
  const [year, month] = first.split("-").map(Number) as [number, number];
  return month === 12 ? `${String(year + 1).padStart(4, "0")}-01-01` : `${first.slice(0, 5)}${String(month + 1).padStart(2, "0")}-01`;
}
