/** Live changes: one event stream a browser window, from which every screen refreshes what it shows. */
import type { QueryClient } from "@tanstack/react-query";

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
const listeners = new Set<(changes: Change[]) => void>();

/** Hears of changes, gathered over a quarter of a second. */
export function onChanges(listener: (changes: Change[]) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the server's changes until the returned function is called. */
export function followChanges(client: QueryClient): () => void {
  const source = new EventSource("/api/stream");
  let gathered: Change[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const changes = gathered;
    gathered = [];
    for (const object of new Set(changes.map((one) => one.object)))
      void client.invalidateQueries({ queryKey: recordKeys.object(object) });
    listeners.forEach((listener) => listener(changes));
  };
  source.onmessage = (event: MessageEvent<string>) => {
    gathered.push(JSON.parse(event.data) as Change);
    timer ??= setTimeout(flush, GATHER_MS);
  };
  source.addEventListener("notification", () => void client.invalidateQueries({ queryKey: ["notifications"] }));
  source.addEventListener("metadata", () => void client.invalidateQueries({ queryKey: metadataQuery.queryKey }));
  return () => {
    source.close();
    clearTimeout(timer);
  };
}
