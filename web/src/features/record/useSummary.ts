import { useQuery } from "@tanstack/react-query";

import type { ObjectDefinition } from "@/api/metadata";
import { queryRecords, type RecordData, recordKeys } from "@/api/records";

/** Values by name or by path through references (`account.industry`): the latter are asked for on their own. */
export function useSummary(object: ObjectDefinition, record: RecordData, names: string[]): Readonly<Record<string, unknown>> {
  const paths = names.filter((name) => name.includes("."));
  const found = useQuery({
    queryKey: [...recordKeys.one(object.name, record.id), "summary", paths],
    queryFn: ({ signal }) => queryRecords(object.name, { where: { field: "id", op: "eq", value: record.id }, select: ["id", ...paths], limit: 1 }, signal),
    enabled: paths.length > 0,
  });
  return { ...record, ...Object.fromEntries(paths.map((path) => [path, found.data?.records[0]?.[path]])) };
}
