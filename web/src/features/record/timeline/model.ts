/** One timeline of everything: its parts, how they come together, and how a change reads. */
import type { Field } from "@/api/metadata";
import type { RecordData, Reference } from "@/api/records";
import type { Comment } from "@/metadata-ui/comments";

export interface HistoryEvent {
  id: string;
  change: string;
  version: number;
  action: string;
  at: string;
  actor: Reference | null;
  kind: string;
  cause: Record<string, unknown>;
  undoes: string | null;
  changes: Record<string, { before: unknown; after: unknown }>;
}

interface Placed {
  key: string;
  /** Milliseconds, to order by. */
  when: number;
  /** The day on the workspace's calendar: 2026-11-23. */
  day: string;
}
export type CommentEntry = Placed & { kind: "comment"; comment: Comment };
export type ChangeEntry = Placed & { kind: "change"; event: HistoryEvent };
export type RecordEntry = Placed & { kind: "record"; object: string; record: RecordData; timed: boolean };
export type Entry = CommentEntry | ChangeEntry | RecordEntry;

export interface Stream {
  /** Newest first. */
  entries: Entry[];
  /** Where it goes on; null at its end. */
  cursor: string | null;
}

/** Entries of a stream that wait for others are fewer than this: it is asked to go on. */
const IN_HAND = 10;

/**
 * What can be shown of several streams, newest first, without anything turning up later in between: all that is not older
 * than the oldest entry of any stream that goes on. `next` are the streams to go on with, none at the end.
 */
export function merged(streams: Readonly<Record<string, Stream>>): { entries: Entry[]; next: Record<string, string> } {
  const all = Object.entries(streams);
  const horizon = Math.max(-Infinity, ...all.filter(([, one]) => one.cursor !== null).map(([, one]) => one.entries.at(-1)?.when ?? Infinity));
  const entries = all.flatMap(([, one]) => one.entries.filter((entry) => entry.when >= horizon)).sort(newestFirst);
  const next: Record<string, string> = {};
  for (const [name, one] of all)
    if (one.cursor !== null && one.entries.filter((entry) => entry.when < horizon).length < IN_HAND) next[name] = one.cursor;
  return { entries, next };
}

const newestFirst = (one: Entry, other: Entry) => other.when - one.when || (one.key < other.key ? 1 : -1);

/** Puts pages behind one another, stream by stream. */
export function joined(pages: Readonly<Record<string, Stream>>[]): Record<string, Stream> {
  const streams: Record<string, Stream> = {};
  for (const page of pages)
    for (const [name, { entries, cursor }] of Object.entries(page)) streams[name] = { entries: [...(streams[name]?.entries ?? []), ...entries], cursor };
  return streams;
}

export interface Day {
  /** "upcoming" for all days after today. */
  day: string;
  entries: Entry[];
}

/** Days, newest first; what is to come is one group, the nearest of it at its end. */
export function byDay(entries: readonly Entry[], today: string): Day[] {
  const days: Day[] = [];
  for (const entry of entries) {
    const day = entry.day > today ? "upcoming" : entry.day;
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

/** One field's part of a change, as it is told. */
export type Line = { field: Field } & (
  | { kind: "set" | "changed" | "cleared"; before: unknown; after: unknown }
  | { kind: "rewritten" }
  | { kind: "listed"; added: unknown[]; removed: unknown[] }
);

const LONG = new Set<Field["type"]>(["long_text", "rich_text", "json", "secret", "address", "geo"]);
const LISTS = new Set<Field["type"]>(["references", "multi_select", "tags", "files"]);
const UNTOLD = new Set(["id", "version", "created_at", "created_by", "updated_at", "updated_by", "deleted_at"]);
const isNothing = (value: unknown) => value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
const keyOf = (value: unknown) => JSON.stringify(value);

/** A change, field by field, in the order of the object's fields. What the person may not see is not there. */
export function linesOf(event: HistoryEvent, fields: readonly Field[]): Line[] {
  return fields.flatMap((field): Line[] => {
    const change = event.changes[field.name];
    if (!change || UNTOLD.has(field.name)) return [];
    const { before, after } = change;
    if (keyOf(before ?? null) === keyOf(after ?? null) || (isNothing(before) && isNothing(after))) return [];
    if (LISTS.has(field.type) && (Array.isArray(before) || Array.isArray(after))) return [listLine(field, before, after)];
    if (LONG.has(field.type) && !isNothing(after)) return [{ field, kind: "rewritten" }];
    return [{ field, kind: isNothing(before) ? "set" : isNothing(after) ? "cleared" : "changed", before, after }];
  });
}

function listLine(field: Field, before: unknown, after: unknown): Line {
  const [old, now] = [before, after].map((one) => (Array.isArray(one) ? one : []) as unknown[]) as [unknown[], unknown[]];
  const without = (all: unknown[], others: unknown[]) => all.filter((one) => !others.some((other) => keyOf(other) === keyOf(one)));
  return { field, kind: "listed", added: without(now, old), removed: without(old, now) };
}

/** The values that a line shows. */
export function shownValues(line: Line): unknown[] {
  if (line.kind === "rewritten") return [];
  return line.kind === "listed" ? [...line.added, ...line.removed] : [line.before, line.after].filter((one) => !isNothing(one));
}
