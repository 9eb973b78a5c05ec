/** Acts on many records in steps: each step is one change that can be taken back, a bad row takes only itself out. */
import { both, type Condition } from "@/api/condition";
import { send } from "@/api/client";
import { bulkRecords, queryRecords, undoChange } from "@/api/records";
import type { Selection } from "@/metadata-ui/RecordTableSelection";

export type Act =
  | { kind: "edit"; values: Record<string, unknown> }
  | { kind: "transfer"; owner: string; children: string[] }
  | { kind: "delete" };

export interface Failure {
  id: string;
  message: string;
}

export interface Outcome {
  done: number;
  unchanged: number;
  failed: number;
  /** The first of them, with their reasons. */
  failures: Failure[];
  changes: string[];
}

export const NOTHING_YET: Outcome = { done: 0, unchanged: 0, failed: 0, failures: [], changes: [] };
export const STEP = 1_000;
const SHOWN_FAILURES = 100;

/** The condition of what is chosen; undefined is "all records". */
export function chosenWhere(selection: Selection, where: Condition | undefined): Condition | undefined {
  if (!selection.all) return { field: "id", op: "in", value: [...selection.ids] };
  return selection.except.size === 0 ? where : both(where, { field: "id", op: "not_in", value: [...selection.except] });
}

/**
 * Ids of what is chosen, step by step. They are read in the order of ids, not of the list: an edit may move a record within the
 * list, or out of it, and none may be left out for that.
 */
export async function* stepsOf(object: string, selection: Selection, where: Condition | undefined, signal: AbortSignal): AsyncGenerator<string[]> {
  if (!selection.all) {
    const ids = [...selection.ids];
    for (let at = 0; at < ids.length; at += STEP) yield ids.slice(at, at + STEP);
    return;
  }
  let cursor: string | null = null;
  do {
    const page = await queryRecords(object, { where, select: ["id"], sort: [{ field: "id", dir: "asc" }], limit: STEP, cursor }, signal);
    const ids = page.records.map((row) => row.id).filter((id) => !selection.except.has(id));
    if (ids.length > 0) yield ids;
    cursor = page.next_cursor;
  } while (cursor);
}

interface BulkAnswer {
  results: { row: number; status: string; errors?: { message: string }[] }[];
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  failed: number;
  change: string | null;
}

/** One step; what it did. */
export async function act(object: string, ids: string[], what: Act): Promise<Outcome> {
  if (what.kind === "transfer") return transfer(object, ids, what);
  const answer = await bulkRecords<BulkAnswer>(
    object,
    what.kind === "delete" ? { mode: "delete", records: ids.map((id) => ({ id })) } : { mode: "update", records: ids.map((id) => ({ id, ...what.values })) },
  );
  return {
    done: answer.updated + answer.deleted,
    unchanged: answer.unchanged,
    failed: answer.failed,
    failures: answer.results
      .filter((row) => row.status === "failed")
      .map((row) => ({ id: ids[row.row]!, message: row.errors?.map((one) => one.message).join(" ") ?? "" })),
    changes: answer.change ? [answer.change] : [],
  };
}

interface TransferAnswer {
  transferred: Record<string, number>;
  failed: { field: string; message: string }[];
  change: string | null;
}

async function transfer(object: string, ids: string[], { owner, children }: Extract<Act, { kind: "transfer" }>): Promise<Outcome> {
  const answer = await send<TransferAnswer>("POST", `/api/records/${encodeURIComponent(object)}/transfer`, {
    body: { ids, owner, ...(children.length && { children }) },
  });
  const done = answer.transferred[object] ?? 0;
  const failures = answer.failed.map(({ field, message }) => ({ id: field.split(".").at(-1)!, message }));
  const refused = new Set(failures.map((one) => one.id).filter((id) => ids.includes(id))).size;
  return { done, unchanged: ids.length - done - refused, failed: failures.length, failures, changes: answer.change ? [answer.change] : [] };
}

export function sum(one: Outcome, other: Outcome): Outcome {
  return {
    done: one.done + other.done,
    unchanged: one.unchanged + other.unchanged,
    failed: one.failed + other.failed,
    failures: [...one.failures, ...other.failures].slice(0, SHOWN_FAILURES),
    changes: [...one.changes, ...other.changes],
  };
}

/** Takes back all steps, the last one first; how many records, and how many have been changed since and stay. */
export async function takeBack(changes: string[], onStep: (taken: number) => void): Promise<{ records: number; conflicts: number }> {
  let records = 0;
  let conflicts = 0;
  for (const change of [...changes].reverse()) {
    const undone = await undoChange(change);
    records += undone.records;
    conflicts += undone.conflicts.length;
    onStep(records);
  }
  return { records, conflicts };
}
