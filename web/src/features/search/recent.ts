import { keep, readKept } from "@/design/kept";

/** The records that a person opened last from the search, in this browser. */
export interface Opened {
  object: string;
  id: string;
  title: string;
}

const keyOf = (person: string) => `luopan.opened.${person}`;
const MOST = 6;

export const recentlyOpened = (person: string): Opened[] => readKept(keyOf(person)) ?? [];

export function rememberOpened(person: string, one: Opened): void {
  const others = recentlyOpened(person).filter((other) => other.id !== one.id);
  keep(keyOf(person), [one, ...others].slice(0, MOST));
}

/** Whether every word of what was typed is in the label. */
export function matches(label: string, text: string): boolean {
  const within = label.toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => within.includes(word));
}
