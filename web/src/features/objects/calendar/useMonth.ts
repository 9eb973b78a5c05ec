import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { both, type Condition } from "@/api/condition";
import type { Field, ObjectDefinition } from "@/api/metadata";
import { aggregateRecords, queryRecords, type RecordData, recordKeys } from "@/api/records";
import { useQuickWrite } from "@/metadata-ui/useQuickWrite";

import { daysBetween, type Lying, lyingOf, onDay, plusDays, within } from "./days";

/** So many records are read at once; where there are more, a few of every day. */
const MOST = 500;
const OF_A_DAY = 4;

export interface Asked {
  object: ObjectDefinition;
  start: Field;
  end: Field | undefined;
  where: Condition | undefined;
  select: string[];
  zone: string;
}

export interface DayContent {
  shown: Lying[];
  count: number;
}

/** What lies on these days: how many, and the records themselves as far as they are shown. */
export function useMonth(asked: Asked, days: string[]) {
  const { object, start, end, where, zone } = asked;
  const client = useQueryClient();
  const write = useQuickWrite(object);
  const [moved, setMoved] = useState<ReadonlyMap<string, RecordData>>(new Map());
  const [first, last] = [days[0]!, days.at(-1)!];
  const range = both(where, within(start, end, first, last, zone));
  const counting = {
    where: range,
    group_by: [{ field: start.name, grain: "day", as: "day" }],
    measures: [{ fn: "count", as: "count" }],
  };
  const counts = useQuery({
    queryKey: recordKeys.aggregate(object.name, counting),
    queryFn: ({ signal }) => aggregateRecords<{ day: string; count: number }>(object.name, counting, signal),
    select: (answer) => new Map(answer.rows.map((row) => [String(row.day).slice(0, 10), Number(row.count)])),
  });
  const total = counts.data && [...counts.data.values()].reduce((sum, count) => sum + count, 0);
  const whole = total !== undefined && total <= MOST;
  const spans = total === undefined ? [] : whole ? [[first, last] as const] : days.filter((day) => counts.data!.has(day)).map((day) => [day, day] as const);
  const parts = useQueries({
    queries: spans.map(([from, to]) => recordsQuery(asked, from, to, whole ? MOST : OF_A_DAY)),
    combine: (found) => ({
      rows: found.flatMap((one) => one.data?.records ?? []),
      error: found.find((one) => one.error)?.error,
      waiting: found.some((one) => one.isPending),
      retry: () => found.forEach((one) => void one.refetch()),
    }),
  });
  const content = useMemo(() => {
    const lying = [...new Map(parts.rows.map((row) => [row.id, row])).values()].map((row) => lyingOf(moved.get(row.id) ?? row, start, end, zone));
    const before = new Map(parts.rows.map((row) => [row.id, lyingOf(row, start, end, zone).first]));
    return new Map(
      days.map((day): [string, DayContent] => {
        const shown = lying.filter((one) => one.first <= day && day <= one.last);
        const shifted = lying.filter((one) => one.first === day).length - [...before.values()].filter((one) => one === day).length;
        return [day, { shown, count: whole ? shown.length : Math.max(shown.length, (counts.data?.get(day) ?? 0) + shifted) }];
      }),
    );
  }, [parts.rows, moved, days, start, end, zone, whole, counts.data]);

  async function move({ row, first: from }: Lying, to: string, told: string) {
    if (from === to) return;
    const values: Record<string, unknown> = { [start.name]: onDay(start, row[start.name], to, zone) };
    if (end && row[end.name]) {
      const ends = lyingOf(row, end, undefined, zone).first;
      values[end.name] = onDay(end, row[end.name], plusDays(ends, daysBetween(from, to)), zone);
    }
    setMoved((now) => new Map(now).set(row.id, { ...row, ...values }));
    await write(row, values, told);
    await client.invalidateQueries({ queryKey: recordKeys.object(object.name) });
    setMoved((now) => new Map([...now].filter(([id]) => id !== row.id)));
  }

  return {
    content,
    total,
    error: counts.error ?? parts.error,
    waiting: counts.isPending || parts.waiting,
    retry: () => (void counts.refetch(), parts.retry()),
    move: (lying: Lying, to: string, told: string) => void move(lying, to, told),
  };
}

export function recordsQuery({ object, start, end, where, select, zone }: Asked, from: string, to: string, limit: number) {
  const query = { where: both(where, within(start, end, from, to, zone)), select, sort: [{ field: start.name, dir: "asc" as const }], limit };
  return {
    queryKey: recordKeys.list(object.name, query),
    queryFn: ({ signal }: { signal: AbortSignal }) => queryRecords(object.name, query, signal),
  };
}
