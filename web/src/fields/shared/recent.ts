/** What this person chose last, for each object: the first that a picker offers. */
import type { Reference } from "@/api/records";
import { keep, readKept } from "@/design/kept";

const MOST = 5;
const keyOf = (user: string, object: string) => `luopan.recent.${user}.${object}`;

export const recentOf = (user: string, object: string): Reference[] => readKept(keyOf(user, object)) ?? [];

export function remember(user: string, object: string, { id, title }: Reference): void {
  const others = recentOf(user, object).filter((one) => one.id !== id);
  keep(keyOf(user, object), [{ id, title }, ...others].slice(0, MOST));
}
