/** The history of metadata, as the server tells it. */
import { send } from "@/api/client";

import type { ChangeSet } from "../model/types";

export interface Version {
  version: number;
  at: string;
  actor: string | null;
  note: string | null;
  change_set: ChangeSet | null;
}

export const versionsQuery = {
  queryKey: ["metadata", "versions"],
  queryFn: async ({ signal }: { signal: AbortSignal }) => (await send<{ versions: Version[] }>("GET", "/api/meta/versions", { signal })).versions,
  staleTime: 0,
};

/** Objects that were moved to the recycle bin, and neither brought back nor purged since, as far as the versions reach. */
export function removedObjects(versions: Version[]): string[] {
  const removed = new Set<string>();
  for (const { change_set: change } of versions.toSorted((one, other) => one.version - other.version)) {
    for (const target of change?.remove ?? []) if (!target.includes(".")) removed.add(target);
    for (const target of [...(change?.restore ?? []), ...(change?.purge ?? [])]) removed.delete(target);
  }
  return [...removed];
}
