/** What values are, whatever their type. */
import type { Field } from "@/api/metadata";
import type { Reference } from "@/api/records";

export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/** A mask instead of a value: it is shown as it comes. */
export const isMasked = (field: Field, value: unknown): value is string =>
  typeof value === "string" && field.type !== "secret" && (field.access === "masked" || (field.depends_on_record && /\*\*|•••|^≈/.test(value)));

/** The id of a reference, however it is written. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === "string") return value || undefined;
  return typeof value === "object" && value !== null && "id" in value ? String(value.id) : undefined;
}

export function asReference(value: unknown): Reference | undefined {
  const id = idOf(value);
  if (!id) return undefined;
  return typeof value === "object" ? (value as Reference) : { id, title: null };
}

export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : isEmpty(value) ? [] : [value]);

/** 甲、乙和丙; A, B and C. */
export const listed = (words: string[], locale: string): string => new Intl.ListFormat(locale).format(words);

/** What is sent for a value: ids instead of what was read beside them. */
export function toWire(field: Field, value: unknown): unknown {
  if (isEmpty(value)) return null;
  if (field.type === "any_reference") {
    const { object, id } = value as { object: string; id: string };
    return { object, id };
  }
  if (field.type === "references" || field.type === "files") return asList(value).map(idOf);
  if (field.type === "reference" || field.type === "user" || field.type === "department" || field.type === "image") return idOf(value) ?? null;
  return value;
}

/** Whether two values would be written alike. */
export const same = (field: Field, one: unknown, other: unknown): boolean =>
  JSON.stringify(ordered(toWire(field, one))) === JSON.stringify(ordered(toWire(field, other)));

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, ordered(part)]));
}
