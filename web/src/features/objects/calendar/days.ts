/** Days as texts (`2026-11-23`): the same for everybody, whatever clock their machine has. */
import type { Condition } from "@/api/condition";
import { both } from "@/api/condition";
import type { Field } from "@/api/metadata";
import type { RecordData } from "@/api/records";
import { momentAt, momentText, wallOf } from "@/fields";

const DAY_MS = 86_400_000;

export const plusDays = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
const weekday = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

export const monthOf = (day: string): string => day.slice(0, 7);

export function plusMonths(month: string, months: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** The whole weeks, Monday first, that a month lies in. */
export function weeksOf(month: string): string[] {
  const first = `${month}-01`;
  const last = plusDays(`${plusMonths(month, 1)}-01`, -1);
  const start = plusDays(first, -weekday(first));
  const length = Math.ceil((daysBetween(start, last) + 1) / 7) * 7;
  return Array.from({ length }, (_, at) => plusDays(start, at));
}

export const isMonth = (value: unknown): value is string => typeof value === "string" && /^[12]\d{3}-(0[1-9]|1[0-2])$/.test(value);

/** The day on which a value lies, by the workspace's clock. */
export const dayOf = (field: Field, value: unknown, zone: string): string =>
  field.type === "date" ? String(value).slice(0, 10) : wallOf(String(value), zone).slice(0, 10);

/** The same time on another day. */
export function onDay(field: Field, value: unknown, day: string, zone: string): string {
  if (field.type === "date") return day;
  const time = value ? wallOf(String(value), zone).slice(10) : "T09:00:00";
  return momentText(momentAt(day + time, zone));
}

const asked = (field: Field, day: string, zone: string): string =>
  field.type === "date" ? day : momentText(momentAt(`${day}T00:00:00`, zone));

/** Records that lie on any of these days, the last included. */
export function within(start: Field, end: Field | undefined, first: string, last: string, zone: string): Condition {
  const before: Condition = { field: start.name, op: "lt", value: asked(start, plusDays(last, 1), zone) };
  const starts: Condition = { field: start.name, op: "gte", value: asked(start, first, zone) };
  if (!end) return { and: [starts, before] };
  return both(before, { or: [starts, { field: end.name, op: "gte", value: asked(end, first, zone) }] })!;
}

export interface Lying {
  row: RecordData;
  first: string;
  last: string;
}

export function lyingOf(row: RecordData, start: Field, end: Field | undefined, zone: string): Lying {
  const first = dayOf(start, row[start.name], zone);
  const last = end && row[end.name] ? dayOf(end, row[end.name], zone) : first;
  return { row, first, last: last < first ? first : last };
}
