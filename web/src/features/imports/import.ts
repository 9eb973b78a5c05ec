/** Imports over HTTP. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { send } from "@/api/client";
import type { Field, Model, ObjectDefinition } from "@/api/metadata";
import { targetsOf } from "@/api/metadata";
import { recordKeys } from "@/api/records";

export type Status = "draft" | "queued" | "running" | "paused" | "done" | "failed" | "cancelled" | "undoing" | "undone" | "undo_failed";

export interface Place {
  row?: number | null;
  column?: string;
  field?: string | null;
  code: string;
  message: string;
}

export interface FileOptions {
  encoding?: string | null;
  delimiter?: string | null;
  sheet?: string | null;
  header_row?: number | null;
}

export interface Options {
  mode: "create" | "update" | "upsert" | null;
  key: string | string[];
  create: boolean | string[];
  empty: "keep" | "clear";
  dry_run: boolean;
  draft: boolean;
  file: FileOptions;
}

export type Mapping = Record<string, string | null>;

export interface Progress {
  id: string;
  object: string;
  file_name: string;
  status: Status;
  dry_run: boolean;
  progress: number | null;
  expected_rows: number | null;
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  waiting: number;
  undone: number;
  related: Record<string, number>;
  created_at: string;
  created_by: string | null;
  done_at: string | null;
}

export interface Import extends Progress {
  mapping: Mapping;
  options: Options;
  file: {
    name: string;
    kind: "csv" | "xlsx";
    header_row: number;
    columns: { index: number; name: string }[];
    sample: (string | null)[][];
    encoding: string | null;
    delimiter: string | null;
    sheet: string | null;
    sheets: string[];
  };
  problems: Place[];
  conflict_count: number;
  conflicts: Place[];
  problem: string | null;
}

export const UNDER_WAY: readonly Status[] = ["queued", "running", "undoing"];

const path = (id: string, act?: string) => `/api/imports/${encodeURIComponent(id)}${act ? `/${act}` : ""}`;
export const importKey = (id: string) => ["imports", id] as const;

/** Uploads a file to be looked at: the answer has a guessed mapping, and nothing is written. */
export function draftImport(object: string, file: File, options: FileOptions = {}): Promise<Import> {
  const form = new FormData();
  form.set("file", file);
  form.set("object", object);
  form.set("options", JSON.stringify({ draft: true, file: options }));
  return send<Import>("POST", "/api/imports", { body: form });
}

export const runImport = (id: string, mapping: Mapping, options: Partial<Options>) =>
  send<Import>("POST", path(id, "run"), { body: { mapping, options } });
export const actOnImport = (id: string, act: "pause" | "cancel" | "undo") => send<Import>("POST", path(id, act));
export const continueImport = (id: string) => send<Import>("POST", path(id, "run"), { body: {} });
export const listImports = (signal: AbortSignal) => send<{ imports: Progress[] }>("GET", "/api/imports", { signal });

const REOPEN_MS = 5_000;
const REREAD_MS = 15_000;

/** One import, live while it is under way. Where the stream is cut or held back on its way, reading anew from time to time still gets there. */
export function useImport(id: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: importKey(id),
    queryFn: ({ signal }) => send<Import>("GET", path(id), { signal }),
    refetchInterval: ({ state }) => (state.data && UNDER_WAY.includes(state.data.status) ? REREAD_MS : false),
  });
  const live = query.data !== undefined && UNDER_WAY.includes(query.data.status);
  const object = query.data?.object;
  useEffect(() => {
    if (!live || !object) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource;
    const open = () => {
      source = new EventSource(path(id, "stream"));
      source.onmessage = (event: MessageEvent<string>) => {
        const told = JSON.parse(event.data) as Progress;
        client.setQueryData<Import>(importKey(id), (before) => before && { ...before, ...told });
      };
      source.onerror = () => {
        // A browser reconnects by itself, but never after an answer that is no stream.
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_MS);
      };
    };
    open();
    return () => {
      // It has ended, or the page is left: what it has brought is seen elsewhere.
      clearTimeout(timer);
      source.close();
      void client.invalidateQueries({ queryKey: ["imports"] });
      void client.invalidateQueries({ queryKey: recordKeys.object(object) });
    };
  }, [live, object, id, client]);
  return query;
}

export interface Target {
  value: string;
  field: Field;
  /** A field of the record that is referred to, by which it is looked up. */
  by?: Field;
  /** A part of a value, such as a money's currency. */
  part?: string;
}

const PARTED: Record<string, readonly string[]> = {
  money: ["currency"],
  address: ["country", "province", "city", "district", "street", "postcode", "detail"],
  geo: ["lat", "lng"],
};

/** Every place that a column may go to. */
export function targetsFor(object: ObjectDefinition, model: Model): Target[] {
  return object.fields
    .filter((field) => field.writable || field.name === "id")
    .flatMap((field): Target[] => {
      const own: Target = { value: field.name, field };
      const parts = (PARTED[field.type] ?? []).map((part) => ({ value: `${field.name}.${part}`, field, part }));
      const [to, ...others] = targetsOf(field);
      const unique = !to || others.length > 0 ? [] : (model.object(to)?.fields.filter((one) => one.unique && one.name !== "id") ?? []);
      return [own, ...parts, ...unique.map((by) => ({ value: `${field.name}.${by.name}`, field, by }))];
    });
}

/** The fields that may tell which record a row means: unique ones first, then what is mapped. */
export function keyFields(object: ObjectDefinition, mapping: Mapping): Field[] {
  const mapped = new Set(Object.values(mapping).map((target) => target?.split(".")[0]));
  const fields = object.fields.filter((field) => mapped.has(field.name) && field.operators.includes("eq"));
  return [...fields.filter((field) => field.unique || field.name === "id"), ...fields.filter((field) => !field.unique && field.name !== "id")];
}

/** References of the mapping whose records may be created where there are none. */
export function creatable(object: ObjectDefinition, model: Model, mapping: Mapping): Field[] {
  const mapped = new Set(Object.values(mapping).map((target) => target?.split(".")[0]));
  return object.fields.filter(
    (field) =>
      mapped.has(field.name) && field.type.startsWith("reference") && targetsOf(field).some((to) => !model.object(to)?.system && model.object(to)?.actions.includes("create")),
  );
}
