import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";

import { send } from "@/api/client";
import { Problem } from "@/api/problem";
import { meQuery } from "@/api/session";
import { fitting, useLook } from "@/design/look";

import { goalOf } from "./goal";

interface Attempt {
  busy: boolean;
  problem: Problem | null;
  /** The password was right, and a code is wanted as well. */
  wantsCode: boolean;
}

const CALM: Attempt = { busy: false, problem: null, wantsCode: false };

/** Opens a session by `path` (sign-in, or a link that sets the password), then goes where somebody wanted to go. */
export function useSignIn(path: string, to: unknown) {
  const router = useRouter();
  const client = useQueryClient();
  const [attempt, setAttempt] = useState(CALM);
  const [languageBefore] = useState(() => useLook.getState().locale);

  async function open(body: Record<string, unknown>): Promise<void> {
    setAttempt((before) => ({ ...before, busy: true, problem: null }));
    try {
      await send("POST", path, { body });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const wantsCode = error.code === "second_factor_required";
      setAttempt((before) => ({ busy: false, problem: wantsCode ? null : error, wantsCode: wantsCode || (before.wantsCode && error.code === "second_factor_failed") }));
      return;
    }
    client.clear();
    await bringLook();
    router.history.push(goalOf(to));
  }

  /** Looks as this person has chosen it elsewhere, unless they have just chosen a language here. */
  async function bringLook(): Promise<void> {
    const me = await client.fetchQuery(meQuery).catch(() => null);
    const { locale, theme } = me?.preferences ?? {};
    if (theme) useLook.setState({ theme });
    if (locale && useLook.getState().locale === languageBefore) useLook.setState({ locale: fitting(locale) });
  }

  return { ...attempt, open, again: () => setAttempt(CALM) };
}
