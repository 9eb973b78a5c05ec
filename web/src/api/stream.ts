/** Live changes: one event stream a browser window, from which every screen refreshes what it shows. */
import type { QueryClient } from "@tanstack/react-query";

import { isSearch } from "./condition";
import { metadataQuery } from "./metadata";
import { recordKeys } from "./records";

export interface Change {
  object: string;
  id: string;
  version: number;
  action: string;
  change: string;
  actor: string | null;
  at: string;
}

const GATHER_MS = 250;
/** So long the index of the search may take to know of a change. */
const INDEXED_MS = 1_000;
const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A window that nobody looks at lets go of its stream: a browser has but six connections to a host. */
const HIDDEN_MS = 10_000;
/** After a longer absence everything is read anew, instead of all that has happened. */
const TOLD_MS = 5 * 60_000;

type Listener = (changes: Change[] | null) => void;
const listeners = new Set<Listener>();
const searchers = new Set<Listener>();

/** Hears of changes, gathered over a quarter of a second; null: there were some that nobody has told of. */
export const onChanges = (listener: Listener) => join(listeners, listener);

/** Hears of the same changes once searches find them: what searches looks a second time then. */
export const onIndexed = (listener: Listener) => join(searchers, listener);

function join(all: Set<Listener>, listener: Listener): () => void {
  all.add(listener);
  return () => void all.delete(listener);
}

/** Follows the server's changes until the returned function is called. */
export function followChanges(client: QueryClient): () => void {
  let source: EventSource | undefined;
  let last = "";
  let leftAt: number | undefined;
  let pause = PAUSE_MS;
  let reopening: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let gathered: Change[] = [];

  const flush = () => {
    gathering = undefined;
    const changes = gathered;
    gathered = [];
    const objects = [...new Set(changes.map((one) => one.object))];
    objects.forEach((object) => void client.invalidateQueries({ queryKey: recordKeys.object(object) }));
    listeners.forEach((listener) => listener(changes));
    setTimeout(() => {
      const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) => isSearch(queryKey);
      objects.forEach((object) => void client.invalidateQueries({ queryKey: recordKeys.object(object), predicate }));
      searchers.forEach((listener) => listener(changes));
    }, INDEXED_MS);
  };
  const close = () => {
    source?.close();
    source = undefined;
    leftAt ??= Date.now();
    clearTimeout(reopening);
  };
  const open = () => {
    const away = leftAt === undefined ? 0 : Date.now() - leftAt;
    const told = away < TOLD_MS && last !== "";
    source = new EventSource(told ? `/api/stream?after=${encodeURIComponent(last)}` : "/api/stream");
    source.onopen = () => {
      pause = PAUSE_MS;
      if (leftAt !== undefined) {
        for (const key of told ? ["notifications"] : ["notifications", "records", "screens", ...metadataQuery.queryKey])
          void client.invalidateQueries({ queryKey: [key] });
        if (!told) listeners.forEach((listener) => listener(null));
      }
      leftAt = undefined;
    };
    source.onmessage = (event: MessageEvent<string>) => {
      last = event.lastEventId;
      gathered.push(JSON.parse(event.data) as Change);
      gathering ??= setTimeout(flush, GATHER_MS);
    };
    // A connection that breaks is opened again by the browser; one that was answered with an error is not.
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      reopening = setTimeout(open, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    };
    source.addEventListener("notification", () => void client.invalidateQueries({ queryKey: ["notifications"] }));
    source.addEventListener("metadata", () => {
      void client.invalidateQueries({ queryKey: metadataQuery.queryKey });
      void client.invalidateQueries({ queryKey: ["screens"] });
    });
  };
  const looked = () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(close, HIDDEN_MS);
    else if (!source) {
      clearTimeout(reopening);
      open();
    }
  };

  open();
  document.addEventListener("visibilitychange", looked);
  return () => {
    document.removeEventListener("visibilitychange", looked);
    close();
    clearTimeout(hiding);
    clearTimeout(gathering);
  };
}
