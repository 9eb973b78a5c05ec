/** Titles of records that are known by their ids alone: what a kept filter holds. */
import { useQuery } from "@tanstack/react-query";

import { useModel } from "@/api/metadata";
import { queryRecords, recordKeys, type Reference } from "@/api/records";

export function useTitles(object: string | undefined, ids: string[]): Reference[] {
  const title = useModel().object(object ?? "")?.title;
  const wanted = [...ids].sort();
  const found = useQuery({
    queryKey: [...recordKeys.object(object ?? ""), "titles", wanted],
    queryFn: ({ signal }) =>
      queryRecords(object!, { select: title ? ["id", title] : ["id"], where: { field: "id", op: "in", value: wanted }, limit: wanted.length }, signal),
    enabled: object !== undefined && wanted.length > 0,
    staleTime: 300_000,
  });
  return ids.map((id) => {
    const record = found.data?.records.find((one) => one.id === id);
    return { id, title: record ? String((title && record[title]) ?? id) : found.isPending ? "…" : null };
  });
}
