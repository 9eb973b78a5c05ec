import { useSyncExternalStore } from "react";

const queries = new Map<string, MediaQueryList>();

/** Whether a media query holds, as long as it does. */
export function useMedia(query: string): boolean {
  const list = queries.get(query) ?? matchMedia(query);
  queries.set(query, list);
  return useSyncExternalStore(
    (changed) => {
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => list.matches,
  );
}

/** A screen as narrow as a phone's: cards instead of tables, a bar at the bottom instead of one at the side. */
export const usePhone = () => useMedia("(max-width: 767px)");
export const useStillness = () => useMedia("(prefers-reduced-motion: reduce)");
export const useDarkness = () => useMedia("(prefers-color-scheme: dark)");
