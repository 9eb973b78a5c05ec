import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/problem";

/**
 * Runs acts one at a time. What goes wrong is told (and given back, for a form to show at its place); the named queries are read anew
 * in any case: a part may have been done, and what was refused may have been changed by somebody else.
 */
export function useDo(...reads: (readonly unknown[])[]) {
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const readAnew = () => Promise.all(reads.map((queryKey) => client.invalidateQueries({ queryKey })));

  async function act<Result>(work: () => Promise<Result>, done?: string, atItsPlace = false): Promise<Result | undefined> {
    setBusy(true);
    setProblem(null);
    try {
      const result = await work();
      await readAnew();
      if (done) message.success(done);
      return result;
    } catch (error) {
      void readAnew();
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
      if (!atItsPlace || error.errors.length === 0) message.error(error.isOffline ? t("offline") : told(error));
      return undefined;
    } finally {
      setBusy(false);
    }
  }
  return { act, busy, problem };
}

/** A problem with its places in one sentence. */
export function told(problem: Problem): string {
  const places = problem.errors.map((one) => one.message).filter((one) => one !== problem.message);
  return [problem.message, ...places.slice(0, 3)].join(" ");
}
