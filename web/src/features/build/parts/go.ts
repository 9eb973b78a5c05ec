import { useRouter, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** Goes to an address that is put together. */
export function useGo(): (to: string) => void {
  const router = useRouter();
  return useCallback((to: string) => router.history.push(to), [router]);
}

/** What is selected, as a word in the address: it can be linked to, and "back" leaves it. */
export function useSelected(key: string): [string | null, (value: string | null) => void] {
  const router = useRouter();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const value = search[key];
  const select = useCallback(
    (next: string | null) => {
      const { pathname } = router.state.location;
      router.history.replace(next === null ? pathname : `${pathname}?${key}=${encodeURIComponent(next)}`);
    },
    [router, key],
  );
  return [typeof value === "string" ? value : null, select];
}

/** The address of a part of an object. */
export const addressOf = (object: string, tab = "fields", selected: Record<string, string> = {}) =>
  `/build/objects/${encodeURIComponent(object)}/${tab}${Object.entries(selected)
    .map(([key, value], at) => `${at ? "&" : "?"}${key}=${encodeURIComponent(value)}`)
    .join("")}`;
