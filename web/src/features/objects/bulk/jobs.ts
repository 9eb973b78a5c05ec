/** Bulk work that is under way: it goes on while somebody looks at other screens. */
import { create } from "zustand";

import type { Condition } from "@/api/condition";
import type { Selection } from "@/metadata-ui/RecordTableSelection";

import { type Act, act, NOTHING_YET, type Outcome, stepsOf, sum, takeBack } from "./run";

export interface Job {
  key: string;
  object: string;
  what: Act;
  total: number | null;
  outcome: Outcome;
  status: "running" | "done" | "cancelled" | "failed" | "undoing" | "undone";
  problem?: unknown;
  undone?: { records: number; conflicts: number };
  stop: () => void;
}

export const useJobs = create<{ jobs: Record<string, Job> }>()(() => ({ jobs: {} }));

// The steps are taken by this window: it asks before it is closed in the middle.
addEventListener("beforeunload", (event) => {
  const busy = Object.values(useJobs.getState().jobs).some((job) => job.status === "running" || job.status === "undoing");
  if (busy) event.preventDefault();
});

const change = (key: string, changes: Partial<Job>) =>
  useJobs.setState(({ jobs }) => (jobs[key] ? { jobs: { ...jobs, [key]: { ...jobs[key], ...changes } } } : { jobs }));

export const forget = (key: string) =>
  useJobs.setState(({ jobs }) => ({ jobs: Object.fromEntries(Object.entries(jobs).filter(([one]) => one !== key)) }));

let counter = 0;

interface Start {
  object: string;
  what: Act;
  selection: Selection;
  where: Condition | undefined;
  total: number | null;
  onDone: () => void;
}

/** Begins, and gives the key to follow it by. */
export function startJob({ object, what, selection, where, total, onDone }: Start): string {
  const key = `bulk-${(counter += 1)}`;
  const control = new AbortController();
  const job: Job = { key, object, what, total, outcome: NOTHING_YET, status: "running", stop: () => control.abort() };
  useJobs.setState(({ jobs }) => ({ jobs: { ...jobs, [key]: job } }));
  void work();
  return key;

  async function work(): Promise<void> {
    let outcome = NOTHING_YET;
    try {
      for await (const ids of stepsOf(object, selection, where, control.signal)) {
        if (control.signal.aborted) break;
        outcome = sum(outcome, await act(object, ids, what));
        change(key, { outcome });
      }
      change(key, { status: control.signal.aborted ? "cancelled" : "done" });
    } catch (error) {
      change(key, control.signal.aborted ? { status: "cancelled" } : { status: "failed", problem: error });
    }
    onDone();
  }
}

export async function undoJob(key: string): Promise<void> {
  const job = useJobs.getState().jobs[key];
  if (!job) return;
  change(key, { status: "undoing", undone: { records: 0, conflicts: 0 } });
  try {
    const undone = await takeBack(job.outcome.changes, (records) => change(key, { undone: { records, conflicts: 0 } }));
    change(key, { status: "undone", undone });
  } catch (error) {
    change(key, { status: "done", problem: error });
  }
}
