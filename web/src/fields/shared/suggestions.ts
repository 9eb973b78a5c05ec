/** Records that a picker offers for what is typed. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { send } from "@/api/client";
import { type Model, type ObjectDefinition, useModel } from "@/api/metadata";
import { queryRecords, recordKeys } from "@/api/records";
import { useMe } from "@/api/session";

import { recentOf } from "./recent";

export interface Suggestion {
  object: string;
  id: string;
  title: string;
  /** What was found of it, where that is not its title, or others have the same. */
  note?: string;
}

interface Found {
  results: { object: string; id: string; title: string | null; matched: { field: string; parts: { text: string }[] }[] }[];
}

const MOST = 12;
const PAUSE = 150;

async function searched(model: Model, object: string, text: string, signal: AbortSignal): Promise<Suggestion[]> {
  const { results } = await send<Found>("GET", `/api/search?q=${encodeURIComponent(text)}&objects=${object}&limit=${MOST}`, { signal });
  const title = model.object(object)?.title;
  return results.map((one) => {
    const others = one.matched.filter((match) => match.field !== title);
    const alone = others.length === one.matched.length || results.some((other) => other !== one && other.title === one.title);
    return { object, id: one.id, title: one.title ?? one.id, note: alone ? others[0]?.parts.map((part) => part.text).join("") : undefined };
  });
}

async function listed(model: Model, object: ObjectDefinition, text: string, signal: AbortSignal): Promise<Suggestion[]> {
  const title = object.title ? model.field(object.name, object.title) : undefined;
  if (text && !title?.operators.includes("contains")) return [];
  const mail = object.fields.find((field) => field.type === "email");
  const page = await queryRecords(
    object.name,
    {
      select: ["id", ...[title, mail].flatMap((field) => field?.name ?? [])],
      // Who has left is found by name, and not proposed.
      where: text ? { field: title!.name, op: "contains", value: text } : object.name === "user" ? { field: "active", op: "eq", value: true } : undefined,
      sort: [{ field: "updated_at", dir: "desc" }],
      limit: MOST,
    },
    signal,
  );
  const found = page.records.map((one) => ({ object: object.name, id: one.id, title: title ? String(one[title.name] ?? one.id) : one.id, mail: mail && one[mail.name] }));
  return found.map(({ mail: note, ...one }) => (note && found.some((other) => other.id !== one.id && other.title === one.title) ? { ...one, note: String(note) } : one));
}

/** With nothing typed: those chosen last, then the newest. Else what the search finds, and what has the text in its title. */
async function suggested(model: Model, name: string, user: string, text: string, signal: AbortSignal): Promise<Suggestion[]> {
  const object = model.object(name);
  if (!object) return [];
  if (text) {
    const found = await searched(model, name, text, signal);
    return found.length ? found : listed(model, object, text, signal);
  }
  const recent = recentOf(user, name).map((one) => ({ object: name, id: one.id, title: one.title ?? one.id }));
  const newest = await listed(model, object, "", signal);
  return [...recent.map((one) => newest.find(({ id }) => id === one.id) ?? one), ...newest.filter((one) => !recent.some((other) => other.id === one.id))].slice(0, MOST);
}

function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => settle(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return text === "" ? "" : settled;
}

/** What is offered for `typed`. Until the answer is there, only what fits of the one before: Enter never chooses another. */
export function useSuggestions(object: string | undefined, typed: string, open: boolean) {
  const model = useModel();
  const { id } = useMe();
  const text = useSettled(typed.trim());
  const found = useQuery({
    queryKey: [...recordKeys.object(object ?? ""), "suggestions", text],
    queryFn: ({ signal }) => suggested(model, object!, id, text, signal),
    enabled: open && object !== undefined,
    placeholderData: keepPreviousData,
  });
  const waiting = found.isPlaceholderData || text !== typed.trim();
  const begun = typed.trim().toLowerCase();
  return {
    data: waiting ? found.data?.filter((one) => one.title.toLowerCase().includes(begun)) : found.data,
    isError: found.isError,
    isPending: found.isPending || (waiting && found.isFetching),
    isFetching: found.isFetching,
  };
}
