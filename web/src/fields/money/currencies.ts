import { useQuery } from "@tanstack/react-query";

import { queryRecords, recordKeys } from "@/api/records";
import { useMe } from "@/api/session";

const QUERY = { select: ["code"], sort: [{ field: "code", dir: "asc" as const }], limit: 200 };

/** The workspace's currency first, then those that it keeps rates for. */
export function useCurrencies(...also: (string | undefined)[]): string[] {
  const own = useMe().workspace.currency;
  const known = useQuery({
    queryKey: recordKeys.list("currency", QUERY),
    queryFn: ({ signal }) => queryRecords("currency", QUERY, signal),
    staleTime: Infinity,
  });
  const codes = known.data?.records.map((one) => String(one.code)) ?? [];
  return [...new Set([own, ...also.filter((one) => one !== undefined), ...codes])];
}
