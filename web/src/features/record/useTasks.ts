import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { Condition } from "@/api/condition";
import { type Field, type Option, useModel } from "@/api/metadata";
import { queryRecords, type RecordData, recordKeys } from "@/api/records";

import type { About } from "./about";
import { pointsAt } from "./relations";
import { isAbout, type Source, sourcesOf } from "./timeline/sources";
import { useToday } from "@/metadata-ui/useToday";

const MOST = 50;

export interface TaskSource {
  source: Source;
  pointer: Field;
  status: Field;
  due: Field;
  done: Option;
}

/** Records about others that are open until they are done, with a day by which: tasks. */
export function taskSource(sources: Source[]): TaskSource | undefined {
  for (const source of sources) {
    const pointer = isAbout(source);
    const status = source.object.fields.find((field) => field.type === "select" && field.options?.some((option) => option.category === "done"));
    const done = status?.options?.find((option) => option.category === "done");
    const due = source.moment.type === "date" ? source.moment : undefined;
    if (pointer && status && done && due) return { source, pointer, status, due, done };
  }
  return undefined;
}

export interface Tasks {
  source: TaskSource | undefined;
  open: RecordData[];
  count: number;
  late: number;
  today: string;
  where: Condition | undefined;
  pending: boolean;
  error: unknown;
  retry: () => void;
}

/** The open tasks about a record, the most urgent first. */
export function useTasks({ object, record }: About): Tasks {
  const model = useModel();
  const { today } = useToday();
  const source = useMemo(() => taskSource(sourcesOf(model, object)), [model, object]);
  const where = source && openWhere(source, object.name, record.id);
  const other = source?.source.object;
  const query = {
    where,
    select: source ? ["id", "version", "owner", other!.title ?? "id", source.due.name, source.status.name] : [],
    sort: [{ field: source?.due.name ?? "id", dir: "asc" as const }],
    limit: MOST,
    count: "exact" as const,
  };
  const found = useQuery({
    queryKey: recordKeys.list(other?.name ?? "", query),
    queryFn: ({ signal }) => queryRecords(other!.name, query, signal),
    enabled: source !== undefined,
  });
  const open = found.data?.records ?? [];
  const late = source ? open.filter((task) => isLate(task[source.due.name], today)).length : 0;
  return { source, open, count: found.data?.count ?? 0, late, today, where, pending: found.isPending, error: found.error, retry: () => void found.refetch() };
}

function openWhere({ pointer, status }: TaskSource, object: string, id: string): Condition {
  const open = (status.options ?? []).filter((option) => !option.category || option.category === "open").map((option) => option.value);
  return { and: [pointsAt(pointer, object, [id]), { field: status.name, op: "in", value: open }] };
}

export const isLate = (due: unknown, today: string): boolean => typeof due === "string" && due.slice(0, 10) < today;
