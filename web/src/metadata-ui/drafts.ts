import type { Field } from "@/api/metadata";
import { readKept } from "@/design/kept";

/** What is typed and not saved yet, kept in this browser for each person, object and record. */
export interface Draft {
  /** When it was typed last, in milliseconds. */
  at: number;
  /** The version of the record that it changes; of a new record there is none. */
  version?: number;
  /** The changed fields as they were then, and as they are typed. */
  before: Record<string, unknown>;
  changes: Record<string, unknown>;
}

const PREFIX = "luopan.draft.";
const KEPT_DAYS = 30;

/** `only`: of a form of these fields alone, which is no part of the whole one's draft. */
export const draftKey = (user: string, object: string, id?: string, only: readonly string[] = []) =>
  [`${PREFIX}${user}`, object, id ?? "new", ...only].join(".");

/** What is hidden from view on the server is not left lying in the browser. */
export const isKept = (field: Field): boolean => field.type !== "secret" && field.access !== "masked";

export function readDraft(key: string): Draft | undefined {
  const draft = readKept<Draft>(key);
  return draft && Object.keys(draft.changes).length > 0 ? draft : undefined;
}

/** Keeps it; a draft without changes is none. A full store loses the oldest drafts first. */
export function writeDraft(key: string, draft: Draft): void {
  if (Object.keys(draft.changes).length === 0) return dropDraft(key);
  const text = JSON.stringify(draft);
  for (;;)
    try {
      return localStorage.setItem(key, text);
    } catch {
      // Private windows have no store at all: the form itself still holds what is typed.
      const [oldest] = draftKeys().filter((one) => one !== key).sort((one, other) => ageOf(one) - ageOf(other));
      if (oldest === undefined) return;
      dropDraft(oldest);
    }
}

const draftKeys = () => Object.keys(localStorage).filter((one) => one.startsWith(PREFIX));
const ageOf = (key: string) => readDraft(key)?.at ?? 0;

export const dropDraft = (key: string) => localStorage.removeItem(key);

/** Forgets drafts that nobody has come back to. */
export function forgetOld(days = KEPT_DAYS): void {
  const oldest = Date.now() - days * 86_400_000;
  for (const key of draftKeys()) if (ageOf(key) < oldest) dropDraft(key);
}
