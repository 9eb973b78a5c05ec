import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { send } from "@/api/client";
import { type Model, type ObjectDefinition, useModel } from "@/api/metadata";
import { queryRecords, type RecordData } from "@/api/records";
import { useMe } from "@/api/session";
import { onChanges } from "@/api/stream";
import { momentAt, wallOf } from "@/fields";
import { type Comment, readComments } from "@/metadata-ui/comments";

import { type Entry, type HistoryEvent, joined, merged, type Stream } from "./model";
import { belongings, type Nearby, shownFields, type Source, sourcesOf, whereOf } from "./sources";

const PAGE = 20;
const NEARBY = 100;
export const COMMENTS = "comments";
export const CHANGES = "changes";

type Cursors = Record<string, string | null>;
interface TimelinePage {
  streams: Record<string, Stream>;
  failed: boolean;
}
type Load = (cursor: string | null, signal: AbortSignal) => Promise<Stream>;

export const timelineKey = (object: string, id: string) => ["timeline", object, id] as const;

/** Everything that has happened around a record, newest first; `show` is one kind of it, or all. */
export function useTimeline(object: ObjectDefinition, record: RecordData, show: string | undefined) {
  const model = useModel();
  const client = useQueryClient();
  const { zone } = useMe().workspace;
  const id = record.id;
  const sources = useMemo(() => sourcesOf(model, object), [model, object]);
  const shown = useMemo(() => sources.filter((one) => !show || one.object.name === show), [sources, show]);
  const near = useNearby(model, object, id, sources);

  const loads = useMemo(() => {
    const all: Record<string, Load> = {};
    if (!show || show === COMMENTS) all[COMMENTS] = (cursor, signal) => comments(object.name, id, zone, cursor, signal);
    if (!show || show === CHANGES) all[CHANGES] = (cursor, signal) => changes(object.name, id, zone, cursor, signal);
    for (const source of shown) all[source.object.name] = (cursor, signal) => records(model, source, object.name, id, near.data ?? {}, zone, cursor, signal);
    return all;
  }, [show, shown, object, id, zone, model, near.data]);

  const key = timelineKey(object.name, id);
  const found = useInfiniteQuery({
    queryKey: [...key, show ?? "", near.data ?? null],
    initialPageParam: Object.fromEntries(Object.keys(loads).map((name) => [name, null])) as Cursors,
    queryFn: ({ pageParam, signal }) => loadPage(loads, pageParam, signal),
    getNextPageParam: (_last, pages): Cursors | undefined => {
      const { next } = merged(joined(pages.map((page) => page.streams)));
      return Object.keys(next).length ? next : undefined;
    },
    enabled: !near.isPending || !near.isEnabled,
    placeholderData: keepPreviousData,
  });

  useEffect(() => {
    const names = new Set(sources.map((one) => one.object.name));
    return onChanges((all) => {
      if (all === null || all.some((one) => names.has(one.object) || (one.object === object.name && one.id === id)))
        void client.invalidateQueries({ queryKey: timelineKey(object.name, id) });
    });
  }, [client, sources, object, id]);

  const entries = useMemo(() => (found.data ? merged(joined(found.data.pages.map((page) => page.streams))).entries : []), [found.data]);
  const failed = found.data?.pages.some((page) => page.failed) ?? false;
  return { sources, entries, failed, nearby: near.data ?? {}, ...found };
}

function useNearby(model: Model, object: ObjectDefinition, id: string, sources: Source[]) {
  const parts = useMemo(() => belongings(model, object, sources), [model, object, sources]);
  return useQuery({
    queryKey: ["timeline", object.name, id, "nearby"],
    queryFn: async ({ signal }): Promise<Nearby> => {
      const found = await Promise.all(
        parts.map(async ({ object: name, field }) => {
          const query = { where: { field: field.name, op: "eq", value: id }, select: ["id"], sort: [{ field: "created_at", dir: "desc" as const }], limit: NEARBY };
          const page = await queryRecords(name, query, signal).catch(() => ({ records: [] }));
          return [name, page.records.map((one) => one.id)] as const;
        }),
      );
      return Object.fromEntries(found);
    },
    enabled: parts.length > 0,
    staleTime: 60_000,
  });
}

/** One part that fails does not take the others along. */
async function loadPage(loads: Record<string, Load>, cursors: Cursors, signal: AbortSignal): Promise<TimelinePage> {
  const names = Object.keys(cursors).filter((name) => loads[name]);
  const settled = await Promise.allSettled(names.map((name) => loads[name]!(cursors[name]!, signal)));
  if (settled.every((one) => one.status === "rejected") && settled[0]?.status === "rejected") throw settled[0].reason;
  const streams = names.map((name, at): [string, Stream] => {
    const one = settled[at]!;
    return [name, one.status === "fulfilled" ? one.value : { entries: [], cursor: null }];
  });
  return { streams: Object.fromEntries(streams), failed: settled.some((one) => one.status === "rejected") };
}

const placed = (at: string, zone: string) => ({ when: Date.parse(at), day: wallOf(at, zone).slice(0, 10) });

async function comments(object: string, id: string, zone: string, cursor: string | null, signal: AbortSignal): Promise<Stream> {
  const page = await readComments(object, id, cursor, signal);
  const entry = (comment: Comment): Entry => ({ kind: "comment", key: `c${comment.id}`, ...placed(comment.at, zone), comment });
  return { entries: page.comments.map(entry), cursor: page.next_cursor };
}

/** Comments are events too, and told otherwise: a page of nothing but them is passed over. */
async function changes(object: string, id: string, zone: string, cursor: string | null, signal: AbortSignal): Promise<Stream> {
  const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
  const path = `/api/records/${object}/${id}/history?limit=${PAGE * 2}${after}`;
  const page = await send<{ events: HistoryEvent[]; next_cursor: string | null }>("GET", path, { signal });
  const told = page.events.filter((event) => event.action !== "commented");
  if (told.length === 0 && page.next_cursor) return changes(object, id, zone, page.next_cursor, signal);
  const entry = (event: HistoryEvent): Entry => ({ kind: "change", key: `h${event.id}`, ...placed(event.at, zone), event });
  return { entries: told.map(entry), cursor: page.next_cursor };
}

async function records(
  model: Model, source: Source, object: string, id: string, nearby: Nearby, zone: string, cursor: string | null, signal: AbortSignal,
): Promise<Stream> {
  const { moment } = source;
  const { text, kind, others } = shownFields(model, source);
  const fields = [source.object.title, moment.name, text?.name, kind?.name, ...others.map((field) => field.name), ...source.pointers.map((field) => field.name)];
  const select = [...new Set(["id", "owner", "created_by", ...fields.filter((name) => name != null)])];
  const where = { and: [whereOf(source, object, id, nearby), { field: moment.name, op: "not_empty" }] };
  const page = await queryRecords(source.object.name, { where, select, sort: [{ field: moment.name, dir: "desc" }], limit: PAGE, cursor }, signal);
  const timed = moment.type === "datetime";
  const entry = (record: RecordData): Entry => {
    const at = String(record[moment.name]);
    const place = timed ? placed(at, zone) : { when: momentAt(`${at.slice(0, 10)}T00:00:00`, zone).getTime(), day: at.slice(0, 10) };
    return { kind: "record", key: `${source.object.name}${record.id}`, ...place, object: source.object.name, record, timed };
  };
  return { entries: page.records.map(entry), cursor: page.next_cursor };
}
