/** Records for a table: a store of rows that is kept while somebody looks at it, and live. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";

import { both, type Condition, isSearch } from "@/api/condition";
import { type Field, type Sort, useModel } from "@/api/metadata";
import { aggregateRecords, queryRecords, type RecordData, recordKeys } from "@/api/records";
import { type Change, onChanges, onIndexed } from "@/api/stream";

import { groupSpecs, type MeasureChoice, measureName } from "./RecordTableGroups";
import { RowStore } from "./useRecordsStore";

const MOST_GROUPS = 200;
/** More changes at once than this are not looked at one by one. */
const MOST_CHANGES = 500;
const KEPT_MS = 5 * 60_000;

export interface RecordsQuery {
  object: string;
  where?: Condition;
  select: string[];
  sort?: Sort[];
  group?: string;
  measures?: MeasureChoice;
}

export interface Records {
  store: RowStore;
  /** Rises with every change of the store. */
  revision: number;
  /** Another question has been asked; what is shown is still the answer to the last one. */
  waiting: boolean;
  /** How many records have come that are not in the list yet; null where it is not known. */
  fresh: number | null;
  error: unknown;
  refresh: () => void;
  /** Groups beyond those shown. */
  moreGroups: boolean;
}

export function useRecords(query: RecordsQuery): Records {
  const { object, where, select, sort, group } = query;
  const key = JSON.stringify([where, [...select].sort(), sort, group]);
  const made = useStore(object, key, query);
  const [shown, setShown] = useState(made);
  const revision = useSyncExternalStore(made.subscribe, made.snapshot);
  const groups = useGroups(query, made);
  const store = made.ready || made.error || groups.error || !sameRows(made, shown) ? made : shown;
  if (store !== shown) setShown(store);
  const live = useLive(query, made);
  const refetchGroups = groups.refetch;
  const clear = live.clear;
  const refresh = () => {
    clear();
    if (group) void refetchGroups();
    void made.reload();
  };
  return {
    store,
    revision,
    waiting: store !== made,
    fresh: live.fresh,
    error: groups.error ?? made.error,
    refresh,
    moreGroups: (groups.data?.length ?? 0) >= MOST_GROUPS,
  };
}

/** What was asked before is shown on only where it looks alike: not when groups come or go. */
const sameRows = (one: RowStore, other: RowStore) => one.grouped === other.grouped && other.ready;

function useStore(object: string, key: string, query: RecordsQuery): RowStore {
  const make = () =>
    new RowStore(
      (where, cursor, limit) =>
        queryRecords(object, { where: both(query.where, where), select: query.select, sort: query.sort, limit, cursor }),
      query.group !== undefined,
    );
  const { data } = useQuery({
    queryKey: ["rows", object, key],
    queryFn: make,
    initialData: make,
    staleTime: Infinity,
    gcTime: KEPT_MS,
    structuralSharing: false,
  });
  const first = useRef(data);
  useEffect(() => {
    if (data.ready && first.current === data) void data.revisit().catch(() => undefined);
    data.need(0, 0);
  }, [data]);
  return data;
}

function useGroups({ object, where, group, measures }: RecordsQuery, store: RowStore) {
  const field = useModel().field(object, group ?? "");
  const asked = {
    where,
    group_by: [groupBy(group ?? "", field)],
    measures: [
      { fn: "count", as: "count" },
      ...Object.entries(measures ?? {}).map(([path, fn]) => ({ fn, field: path, as: measureName(path) })),
    ],
    limit: MOST_GROUPS,
    sort: [{ field: "count", dir: "desc" as const }],
  };
  const found = useQuery({
    queryKey: recordKeys.aggregate(object, asked),
    queryFn: ({ signal }) => aggregateRecords(object, asked, signal),
    enabled: group !== undefined,
    select: (answer) => answer.rows,
  });
  useEffect(() => {
    if (group && field && found.data && store.grouped) store.group(groupSpecs(found.data, group, field));
  }, [found.data, group, field, store]);
  return found;
}

export const groupBy = (group: string, field: Field | undefined) =>
  field?.grains ? { field: group, grain: "month" } : { field: group };

/** Follows changes: rows that are shown get their new values, others are counted. */
function useLive(query: RecordsQuery, store: RowStore) {
  const [fresh, setFresh] = useState<number | null>(0);
  const client = useQueryClient();
  const counted = useRef(new Set<string>());
  const clear = useCallback(() => {
    counted.current.clear();
    setFresh(0);
  }, []);
  const now = useRef(query);
  useEffect(() => {
    now.current = query;
  });
  useEffect(() => {
    clear();
    const look = (changes: Change[] | null) => {
      if (changes === null) return void store.revisit().catch(() => undefined);
      const { object, where, select } = now.current;
      const ids = [...new Set(changes.filter((one) => one.object === object).map((one) => one.id))];
      if (ids.length === 0) return;
      if (ids.length > MOST_CHANGES) return setFresh(null);
      const held = store.held(ids);
      void client
        .fetchQuery({
          queryKey: ["changed", object, ids, where, select],
          queryFn: () =>
            queryRecords(object, {
              where: both({ field: "id", op: "in", value: ids }, where),
              select,
              limit: MOST_CHANGES,
            }),
          staleTime: 0,
          gcTime: 0,
        })
        .then(({ records }) => {
          const there = new Set(records.map((row) => row.id));
          const shown = records.filter((row) => held.has(row.id));
          store.patch(shown.filter((row) => isNewer(row, store)), true);
          store.patch(shown);
          store.fade([...held].filter((id) => !there.has(id)));
          records.filter((row) => !held.has(row.id) && isCreated(row, changes)).forEach((row) => counted.current.add(row.id));
          if (counted.current.size > 0) setFresh((before) => (before === null ? null : counted.current.size));
        }, () => undefined);
    };
    const unfollow = onChanges(look);
    const leave = onIndexed((changes) => isSearch(now.current.where) && look(changes));
    return () => {
      unfollow();
      leave();
    };
  }, [client, store, clear]);
  return { fresh, clear };
}

const isNewer = (row: RecordData, store: RowStore) => (store.find(row.id)?.version ?? 0) < row.version;
const isCreated = (row: RecordData, changes: { id: string; action: string }[]) =>
  changes.some((one) => one.id === row.id && (one.action === "created" || one.action === "restored"));
