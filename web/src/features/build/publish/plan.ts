/** Asking the server what a change-set would do, doing it, and following the run that leads there. */
import { send } from "@/api/client";
import type { Problem } from "@/api/problem";

import type { ChangeSet } from "../model/types";

export interface Step {
  action: string;
  target: string;
  risk: "none" | "low" | "rewrite" | "loses_values" | "destroys";
  rows: number;
  locks: string;
  message: string;
  examples?: { value: unknown; rows: number; reason: string }[];
}

export interface Plan {
  version: number;
  instant: boolean;
  steps: Step[];
}

export interface Run {
  id: string;
  status: "queued" | "running" | "done" | "failed";
  step: number;
  steps: number;
  operation: string | null;
  progress: { rows?: number; cancel?: boolean };
  problem: { message: string } | null;
  version: number | null;
  note: string | null;
}

export const planOf = (change: ChangeSet) => send<Plan>("POST", "/api/meta/plan", { body: change });
/** `version` is the one that the change was made on: refused where there is a newer one. */
export const applyNow = (change: ChangeSet, version: number) => send<{ version?: number; run?: string }>("POST", "/api/meta/apply", { body: change, ifMatch: version });
/** A run, asked for again until it is over. */
export const runQuery = (id: string) => ({
  queryKey: ["metadata", "run", id],
  queryFn: () => send<Run>("GET", `/api/meta/runs/${encodeURIComponent(id)}`),
  staleTime: 0,
  refetchInterval: (query: { state: { data?: Run } }) => (query.state.data && isOver(query.state.data) ? (false as const) : 1_000),
});
export const cancelRun = (id: string) => send("POST", `/api/meta/runs/${encodeURIComponent(id)}/cancel`);

export const isOver = (run: Run) => run.status === "done" || run.status === "failed";

/** The run that is in the way of an `apply`: the refusal names it. */
export const runInTheWay = (problem: Problem): string | null =>
  problem.code === "schema_run_active" ? (/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(problem.message)?.[0] ?? null) : null;
