import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";

import { both, type Condition } from "@/api/condition";
import type { Field, ObjectDefinition, ViewContent } from "@/api/metadata";
import { aggregateRecords, type Page, queryRecords, type RecordData, recordKeys } from "@/api/records";
import { onChanges } from "@/api/stream";
import { useQuickWrite } from "@/metadata-ui/useQuickWrite";

import { type Column, columnsOf, keyOf, moved, type Row } from "./columns";

const PAGE = 25;
const MOST_COLUMNS = 40;

interface Answer {
  rows: Row[];
  currency?: string | null;
}

/** A card that was moved here: shown on top of its new column for as long as one looks, so that it is not lost among the others. */
interface Move {
  row: RecordData;
  to: string;
  /** Of the record after the move; infinite while it is being written. */
  version: number;
}

export interface Board {
  columns: Column[] | undefined;
  currency: string | null;
  /** There are more columns than are shown. */
  cutShort: boolean;
  error: unknown;
  retry: () => void;
  moves: ReadonlyMap<string, Move>;
  move: (row: RecordData, to: Column, told: string) => void;
}

export function useBoard(object: ObjectDefinition, field: Field, sum: Field | undefined, where: Condition | undefined): Board {
  const client = useQueryClient();
  const asked = {
    where,
    group_by: [{ field: field.name, as: "value" }],
    measures: [{ fn: "count", as: "count" }, ...(sum ? [{ fn: "sum", field: sum.name, as: "sum" }] : [])],
    sort: [{ field: "count", dir: "desc" as const }],
    limit: field.options ? undefined : MOST_COLUMNS,
  };
  const key = recordKeys.aggregate(object.name, asked);
  const found = useQuery<Answer>({
    queryKey: key,
    queryFn: ({ signal }) => aggregateRecords<Row & Record<string, unknown>>(object.name, asked, signal),
    placeholderData: (before) => before,
  });
  const columns = useMemo(() => found.data && columnsOf(field, found.data.rows, where), [field, found.data, where]);
  const { moves, put, forget } = useMoves(object.name);
  const write = useQuickWrite(object);

  async function move(row: RecordData, to: Column, told: string) {
    const from = row[field.name];
    if (keyOf(from) === to.key) return;
    const here = { ...row, [field.name]: to.value };
    put({ row: here, to: to.key, version: Infinity });
    await client.cancelQueries({ queryKey: recordKeys.object(object.name) });
    const worth = sum ? worthOf(row[sum.name], found.data?.currency) : null;
    client.setQueryData<Answer>(key, (before) => before && { ...before, rows: moved(before.rows, from, to.value, worth) });
    const saved = await write(row, { [field.name]: to.value }, told);
    if (saved) put({ row: { ...here, version: saved.version }, to: to.key, version: saved.version });
    else forget(row.id);
  }

  return {
    columns,
    currency: found.data?.currency ?? null,
    cutShort: !field.options && (found.data?.rows.length ?? 0) >= MOST_COLUMNS,
    error: found.data ? null : found.error,
    retry: () => void found.refetch(),
    moves,
    move: (row, to, told) => void move(row, to, told),
  };
}

/** What a card adds to the sum; null where it is in another currency, which only the server can convert. */
function worthOf(value: unknown, currency: string | null | undefined): number | null {
  if (value === null || value === undefined) return 0;
  if (typeof value !== "object") return Number(value);
  const money = value as { amount: string; currency: string };
  return money.currency === currency ? Number(money.amount) : null;
}

function useMoves(object: string) {
  const [moves, setMoves] = useState<ReadonlyMap<string, Move>>(new Map());
  const put = useCallback((move: Move) => setMoves((now) => new Map(now).set(move.row.id, move)), []);
  const forget = useCallback(
    (id: string) =>
      setMoves((now) => {
        const next = new Map(now);
        return next.delete(id) ? next : now;
      }),
    [],
  );
  // Whoever changes the record after us decides where it is. While our own write is on its way, its version is not known.
  useEffect(
    () =>
      onChanges((changes) =>
        setMoves((now) => {
          if (changes === null) return new Map();
          const over = new Set(changes.filter((one) => one.object === object && one.version > (now.get(one.id)?.version ?? Infinity)).map((one) => one.id));
          return over.size ? new Map([...now].filter(([id]) => !over.has(id))) : now;
        }),
      ),
    [object],
  );
  return { moves, put, forget };
}

/** The cards of one column, page by page. */
export function useCards(object: string, column: Column, select: string[], view: ViewContent, where: Condition | undefined, moves: Board["moves"]) {
  const query = { where: both(where, column.where), select, sort: view.sort, limit: PAGE };
  const pages = useInfiniteQuery({
    queryKey: recordKeys.list(object, { board: true, ...query }),
    queryFn: ({ pageParam, signal }): Promise<Page> => queryRecords(object, { ...query, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: column.count > 0,
  });
  const rows = useMemo(() => {
    const read = (column.count > 0 ? pages.data?.pages : undefined)?.flatMap((page) => page.records) ?? [];
    const known = new Map(read.map((row) => [row.id, row]));
    const here = [...moves.values()].filter((move) => move.to === column.key).reverse();
    return [...here.map((move) => known.get(move.row.id) ?? move.row), ...[...known.values()].filter((row) => !moves.has(row.id))];
  }, [pages.data, moves, column.key, column.count]);
  return { rows, pages };
}
