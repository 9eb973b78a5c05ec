import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Condition } from "@/api/condition";
import { queryRecords, recordKeys } from "@/api/records";

/** So many records are counted at once; of more an estimate is shown, and counted when somebody asks. */
const COUNTED = 20_000;

export interface Count {
  value: number | null;
  exact: boolean;
  /** Counts exactly, where that has not been done. */
  ask?: () => void;
  asking: boolean;
}

/** How many records fit: `seen` where the list itself has come to its end. */
export function useCount(object: string, where: Condition | undefined, seen: number | null): Count {
  const [asked, setAsked] = useState<string | null>(null);
  const key = JSON.stringify([object, where]);
  const estimate = useQuery({
    queryKey: recordKeys.list(object, { where, count: "estimate" }),
    queryFn: ({ signal }) => queryRecords(object, { where, select: ["id"], limit: 1, count: "estimate" }, signal),
    select: (page) => (page.next_cursor ? page.count : page.records.length),
    placeholderData: (before) => before,
  });
  const few = estimate.data !== undefined && estimate.data !== null && estimate.data <= COUNTED;
  const exact = useQuery({
    // Few are counted anew with every change; many only when somebody asks.
    queryKey: few ? recordKeys.list(object, { where, count: "exact" }) : ["counted", object, where],
    queryFn: ({ signal }) => queryRecords(object, { where, select: ["id"], limit: 1, count: "exact" }, signal),
    select: (page) => page.count,
    enabled: seen === null && (few || asked === key),
  });
  const known = seen ?? exact.data ?? null;
  return {
    value: known ?? estimate.data ?? null,
    exact: known !== null,
    ask: known === null && !few ? () => setAsked(key) : undefined,
    asking: exact.isFetching && known === null,
  };
}
