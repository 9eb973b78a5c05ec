import { useQueries } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo } from "react";

import { type Field, type Model, type ObjectDefinition, targetsOf, useModel } from "@/api/metadata";
import { queryRecords, recordKeys } from "@/api/records";

import { titleOf } from "../relations";
import { type Entry, linesOf, shownValues } from "./model";

type Titles = ReadonlyMap<string, string | null>;
const Known = createContext<Titles>(new Map());

const REFERENCES = new Set<Field["type"]>(["reference", "references", "user", "department", "any_reference"]);

/** History holds ids: who they are is asked for once for all that is on the screen. */
export function TitlesOf({ object, entries, children }: { object: ObjectDefinition; entries: Entry[]; children: ReactNode }) {
  const model = useModel();
  const wanted = useMemo(() => [...idsOf(object, entries)], [object, entries]);
  const titles = useQueries({
    queries: wanted.map(([name, ids]) => ({
      queryKey: [...recordKeys.object(name), "titles", ids],
      queryFn: ({ signal }: { signal: AbortSignal }) => titlesOf(model, name, ids, signal),
      staleTime: 300_000,
    })),
    combine: (all): Titles => new Map(all.flatMap((one) => one.data ?? [])),
  });
  return <Known value={titles}>{children}</Known>;
}

async function titlesOf(model: Model, name: string, ids: string[], signal: AbortSignal): Promise<[string, string | null][]> {
  const object = model.object(name);
  if (!object) return [];
  const select = ["id", ...(object.title ? [object.title] : [])];
  const page = await queryRecords(name, { where: { field: "id", op: "in", value: ids }, select, limit: Math.min(ids.length, 200) }, signal);
  const found = new Map(page.records.map((record) => [record.id, titleOf(object, record)]));
  return ids.map((id) => [id, found.get(id) ?? null]);
}

function idsOf(object: ObjectDefinition, entries: Entry[]): Map<string, string[]> {
  const ids = new Map<string, Set<string>>();
  for (const entry of entries) {
    if (entry.kind !== "change") continue;
    for (const line of linesOf(entry.event, object.fields)) {
      if (!REFERENCES.has(line.field.type)) continue;
      for (const value of shownValues(line)) {
        const [target, id] = targetAndId(line.field, value);
        if (target && id) ids.set(target, (ids.get(target) ?? new Set()).add(id));
      }
    }
  }
  return new Map([...ids].map(([name, set]) => [name, [...set].sort()]));
}

function targetAndId(field: Field, value: unknown): [string | undefined, string | undefined] {
  if (typeof value === "object" && value !== null && "object" in value && "id" in value) return [String(value.object), String(value.id)];
  return [targetsOf(field)[0], typeof value === "string" && /^[0-9a-f-]{36}$/.test(value) ? value : undefined];
}

/** A logged value as cells read it: ids become references with titles. */
export function useReadable(): (field: Field, value: unknown) => unknown {
  const titles = useContext(Known);
  return (field, value) => {
    if (!REFERENCES.has(field.type)) return value;
    const [object, id] = targetAndId(field, value);
    return id ? { object, id, title: titles.has(id) ? titles.get(id) : "…" } : value;
  };
}
