/** Who is signed in. */
import { useSuspenseQuery } from "@tanstack/react-query";

import { send } from "./client";

export interface Preferences {
  locale?: string;
  theme?: "light" | "dark" | "system";
  [key: string]: unknown;
}

export interface Me {
  id: string;
  name: string;
  admin: boolean;
  /** Whether they may change all metadata, and the screens of the workspace. */
  configures: boolean;
  /** Whether a code is asked for besides the password. */
  second_factor: boolean;
  /** The administrator who sees Luopan as this person, read-only. */
  viewer?: { id: string; name: string } | null;
  locale: string;
  preferences?: Preferences;
  workspace: { name: string; zone: string; locale: string; currency: string; country: string };
}

export const meQuery = {
  queryKey: ["me"],
  queryFn: ({ signal }: { signal: AbortSignal }) => send<Me>("GET", "/api/me", { signal }),
  staleTime: Infinity,
  retry: false,
};

/** The signed-in person and their workspace. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export const savePreferences = (preferences: Preferences) => send<Me>("PATCH", "/api/me", { body: { preferences } });
