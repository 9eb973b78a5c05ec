/** Groups and entries of the navigation, and what is done to them. Entries are told apart by their place. */
import type { Labels } from "@/api/metadata";

export interface NavigationItem {
  object?: string;
  view?: string;
  screen?: string;
  icon?: string;
  label?: Labels;
}

export interface NavigationGroup {
  name: string;
  label?: Labels;
  icon?: string;
  items: NavigationItem[];
}

export interface NavigationContent {
  groups: NavigationGroup[];
}

export type Place = [group: number, item: number];
export const placeOf = (id: string): Place => id.split(".").map(Number) as Place;
export const idOf = ([group, item]: Place): string => `${group}.${item}`;

/** Takes an entry from one place and puts it where another stands; at the end of a group where `item` is beyond it. */
export function carry(groups: NavigationGroup[], from: Place, to: Place): NavigationGroup[] {
  const item = groups[from[0]]?.items[from[1]];
  if (!item || !groups[to[0]]) return groups;
  const without = groups.map((group, at) => (at === from[0] ? { ...group, items: group.items.filter((_, index) => index !== from[1]) } : group));
  return without.map((group, at) => (at === to[0] ? { ...group, items: [...group.items.slice(0, to[1]), item, ...group.items.slice(to[1])] } : group));
}

export function withItem(groups: NavigationGroup[], [group, item]: Place, next: NavigationItem | null): NavigationGroup[] {
  return groups.map((one, at) =>
    at === group ? { ...one, items: one.items.flatMap((other, index) => (index === item ? (next ? [next] : []) : [other])) } : one,
  );
}
