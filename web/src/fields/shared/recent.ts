/** What this person chose last, for each object: the first that a picker offers. */
import type { Reference } from "@/api/records";

const MOST = 5;
const keyOf = (user: string, object: string) => `luopan.recent.${user}.${object}`;

export function recentOf(user: string, object: string): Reference[] {
  try {
    return JSON.parse(localStorage.getItem(keyOf(user, object)) ?? "[]") as Reference[];
  } catch {
    return [];
  }
}

export function remember(user: string, object: string, { id, title }: Reference): void {
  const others = recentOf(user, object).filter((one) => one.id !== id);
  try {
    localStorage.setItem(keyOf(user, object), JSON.stringify([{ id, title }, ...others].slice(0, MOST)));
  } catch {
    // A full or forbidden store: nothing is offered first the next time.
  }
}
