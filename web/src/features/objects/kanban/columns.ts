/** The columns of a board: options in their order, or whoever the records belong to. */
import type { Condition } from "@/api/condition";
import type { Field, Option } from "@/api/metadata";
import { groupWhere } from "@/metadata-ui/RecordTableGroups";

export interface Row {
  value: unknown;
  count: number;
  sum?: string | number | null;
}

export interface Column {
  key: string;
  /** Null is the column of those without a value. */
  value: unknown;
  option?: Option;
  where: Condition;
  count: number;
  sum: string | number | null;
}

export const keyOf = (value: unknown): string =>
  value === null || value === undefined ? "" : typeof value === "object" && "id" in value ? String(value.id) : String(value);

export function columnsOf(field: Field, rows: readonly Row[], where: Condition | undefined): Column[] {
  const found = new Map(rows.map((row) => [keyOf(row.value), row]));
  const make = (key: string, value: unknown, option?: Option): Column => {
    const row = found.get(key);
    return { key, value, option, where: groupWhere(field.name, field, value ?? null), count: Number(row?.count ?? 0), sum: row?.sum ?? null };
  };
  const unset = found.has("") ? [make("", null)] : [];
  if (!field.options) return [...unset, ...rows.filter((row) => keyOf(row.value)).map((row) => make(keyOf(row.value), row.value))];
  const shown = field.options.filter((option) => found.has(option.value) || (!option.retired && !isRuledOut(where, field.name, option.value)));
  return [...unset, ...shown.map((option) => make(option.value, option.value, option))];
}

/** Whether a filter says of itself that no record has this value: an empty column would only be in the way. */
export function isRuledOut(where: Condition | undefined, name: string, value: string): boolean {
  if (!where) return false;
  if ("and" in where) return where.and.some((part) => isRuledOut(part, name, value));
  if ("or" in where) return where.or.length > 0 && where.or.every((part) => isRuledOut(part, name, value));
  if (!("field" in where) || where.field !== name) return false;
  const values = Array.isArray(where.value) ? where.value : [where.value];
  if (where.op === "eq" || where.op === "in") return !values.includes(value);
  if (where.op === "ne" || where.op === "not_in") return values.includes(value);
  return where.op === "empty";
}

/** Counts and sums after a card has gone from one column to another. What it adds to a sum is null where only the server can tell. */
export function moved(rows: readonly Row[], from: unknown, to: unknown, worth: number | null): Row[] {
  const there = rows.some((row) => keyOf(row.value) === keyOf(to)) ? rows : [...rows, { value: to, count: 0, sum: 0 }];
  const shifted = (row: Row, by: 1 | -1): Row => ({
    ...row,
    count: Number(row.count) + by,
    sum: worth === null ? row.sum : Number(row.sum ?? 0) + by * worth,
  });
  return there.map((row) => (keyOf(row.value) === keyOf(from) ? shifted(row, -1) : keyOf(row.value) === keyOf(to) ? shifted(row, 1) : row));
}
