/** Titles of records that are known by their ids alone: what a kept filter holds. */
import { useQueries, useQuery } from "@tanstack/react-query";

import { type Model, useModel } from "@/api/metadata";
import { queryRecords, recordKeys, type Reference } from "@/api/records";

function titlesQuery(model: Model, object: string | undefined, ids: string[]) {
  const title = model.object(object ?? "")?.title;
  const wanted = [...ids].sort();
  return {
    queryKey: [...recordKeys.object(object ?? ""), "titles", wanted],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      queryRecords(object!, { select: title ? ["id", title] : ["id"], where: { field: "id", op: "in", value: wanted }, limit: wanted.length }, signal),
    enabled: object !== undefined && wanted.length > 0,
    staleTime: 300_000,
  };
}

/** Which of these objects one of the ids is of; undefined until that is known. */
export function useObjectOf(objects: string[], ids: string[]): string | undefined {
  const model = useModel();
  const found = useQueries({ queries: objects.map((object) => titlesQuery(model, object, ids)) });
  return objects.find((_, at) => (found[at]?.data?.records.length ?? 0) > 0);
}

export function useTitles(object: string | undefined, ids: string[]): Reference[] {
  const model = useModel();
  const title = model.object(object ?? "")?.title;
  const found = useQuery(titlesQuery(model, object, ids));
  return ids.map((id) => {
    const record = found.data?.records.find((one) => one.id === id);
    return { id, title: record ? String((title && record[title]) ?? id) : found.isPending ? "…" : null };
  });
}
