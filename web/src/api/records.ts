/** Records over HTTP, for every object alike. */
import { send } from "./client";
import type { Condition } from "./condition";
import type { Sort } from "./metadata";
import type { Place } from "./problem";

/** A record beside a reference: who it is. `title` is null where the person may not see it. */
export interface Reference {
  id: string;
  title: string | null;
  object?: string;
}

export interface RecordData {
  id: string;
  version: number;
  [field: string]: unknown;
}

export interface Query {
  where?: Condition;
  select?: string[];
  sort?: Sort[];
  limit?: number;
  cursor?: string | null;
  count?: "none" | "estimate" | "exact";
  /** What is in the recycle bin, instead of what is not. */
  deleted?: boolean;
}

export interface Page {
  records: RecordData[];
  next_cursor: string | null;
  count: number | null;
}

export interface Aggregate {
  where?: Condition;
  group_by?: { field: string; grain?: string; as?: string }[];
  measures: { fn: string; field?: string; as?: string }[];
  having?: unknown;
  sort?: Sort[];
  limit?: number;
}

export interface Bulk {
  mode: "create" | "update" | "upsert" | "delete";
  key?: string;
  records: Record<string, unknown>[];
  atomic?: boolean;
}

export interface Undone {
  records: number;
  conflicts: Place[];
}

const path = (object: string, id?: string, act?: string) =>
  ["/api/records", object, id, act].filter((part) => part !== undefined).map((part, at) => (at ? encodeURIComponent(part) : part)).join("/");

export const readRecord = (object: string, id: string, signal?: AbortSignal) =>
  send<RecordData>("GET", path(object, id), { signal });
export const queryRecords = (object: string, query: Query, signal?: AbortSignal) =>
  send<Page>("POST", path(object, undefined, "query"), { body: query, signal });
/** Sums of money come as amounts, all in the `currency` of the answer. */
export const aggregateRecords = <Row = Record<string, unknown>>(object: string, query: Aggregate, signal?: AbortSignal) =>
  send<{ rows: Row[]; currency?: string | null }>("POST", path(object, undefined, "aggregate"), { body: query, signal });
export const createRecord = (object: string, values: Record<string, unknown>) =>
  send<RecordData>("POST", path(object), { body: values });
/** `version` is the one that was read: without it the write goes through whatever has happened since. */
export const updateRecord = (object: string, id: string, values: Record<string, unknown>, version?: number) =>
  send<RecordData>("PATCH", path(object, id), { body: values, ifMatch: version });
export const deleteRecord = (object: string, id: string) => send("DELETE", path(object, id));
export const restoreRecord = (object: string, id: string) => send<RecordData>("POST", path(object, id, "restore"));
export const bulkRecords = <Answer = unknown>(object: string, bulk: Bulk) =>
  send<Answer>("POST", path(object, undefined, "bulk"), { body: bulk });
/** Takes back everything that one change (an edit, a bulk call) did; what has been changed again since stays, and is told. */
export const undoChange = (change: string) => send<Undone>("POST", `/api/changes/${encodeURIComponent(change)}/undo`);

/** Query keys, so that live changes reach every screen that shows an object. */
export const recordKeys = {
  compass: ["records", "compass"] as const,
  object: (object: string) => ["records", object] as const,
  one: (object: string, id: string) => ["records", object, "one", id] as const,
  list: (object: string, query: unknown) => ["records", object, "list", query] as const,
  aggregate: (object: string, query: unknown) => ["records", object, "aggregate", query] as const,
};
