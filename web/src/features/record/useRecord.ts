import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { send } from "@/api/client";
import type { ObjectDefinition } from "@/api/metadata";
import { Problem } from "@/api/problem";
import { readRecord, type RecordData, recordKeys, updateRecord } from "@/api/records";
import { useMe } from "@/api/session";

const isGone = (error: unknown) => error instanceof Problem && error.status === 404;

/** A record; one in the recycle bin too, which says so. */
export function useRecord(object: ObjectDefinition, id: string) {
  const alive = useQuery({
    queryKey: recordKeys.one(object.name, id),
    queryFn: ({ signal }) => readRecord(object.name, id, signal),
  });
  const gone = isGone(alive.error);
  const binned = useQuery({
    queryKey: [...recordKeys.object(object.name), "bin", id],
    queryFn: async ({ signal }) => {
      const body = { where: { field: "id", op: "eq", value: id }, deleted: true, limit: 1 };
      const page = await send<{ records: RecordData[] }>("POST", `/api/records/${object.name}/query`, { body, signal });
      return page.records[0] ?? null;
    },
    enabled: gone,
  });
  if (gone) {
    const retry = () => void binned.refetch();
    return { record: binned.data ?? undefined, deleted: true, error: binned.isPending ? null : binned.data ? null : (binned.error ?? alive.error), retry };
  }
  return { record: alive.data, deleted: false, error: alive.data ? null : alive.error, retry: () => void alive.refetch() };
}

/** Why somebody sees a record, and whether they may write it. */
export interface Why {
  visible: boolean;
  writable: boolean;
  because: { rule: string; message: string }[];
}

export const whyQuery = (object: string, id: string, user?: string) => ({
  queryKey: [...recordKeys.one(object, id), "why", user ?? ""],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    send<Why>("GET", `/api/records/${object}/${id}/why${user ? `?user=${user}` : ""}`, { signal }),
});

/** Whether this very record may be written. Until it is known nothing is offered that would be taken away again. */
export function useWritable(object: ObjectDefinition, id: string): boolean {
  const { admin } = useMe();
  const may = object.actions.includes("update");
  const why = useQuery({ ...whyQuery(object.name, id), enabled: may && !admin });
  return may && (admin || why.data?.writable === true);
}

/** Writes single values, and shows what has become of the record wherever it is on the screen. */
export function useWrite(object: ObjectDefinition): (record: RecordData, values: Record<string, unknown>) => Promise<RecordData> {
  const client = useQueryClient();
  return useCallback(
    async (record, values) => {
      const saved = await updateRecord(object.name, record.id, values, record.version);
      client.setQueryData(recordKeys.one(object.name, record.id), saved);
      void client.invalidateQueries({ queryKey: recordKeys.object(object.name) });
      return saved;
    },
    [client, object],
  );
}

/** Fetches a record anew, as another has left it. */
export function useReread(object: ObjectDefinition): (id: string) => Promise<RecordData> {
  const client = useQueryClient();
  return useCallback(
    async (id) => {
      const queryKey = recordKeys.one(object.name, id);
      await client.cancelQueries({ queryKey }); // an answer under way may be older than what is asked for
      return client.fetchQuery({ queryKey, queryFn: ({ signal }) => readRecord(object.name, id, signal), staleTime: 0 });
    },
    [client, object],
  );
}
