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

export const draftKey = (user: string, object: string, id?: string) => `${PREFIX}${user}.${object}.${id ?? "new"}`;

export function readDraft(key: string): Draft | undefined {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "null") as Draft | null;
    return draft && Object.keys(draft.changes).length > 0 ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps it; a draft without changes is none. A full store loses the oldest drafts first. */
export function writeDraft(key: string, draft: Draft): void {
  if (Object.keys(draft.changes).length === 0) return dropDraft(key);
  const text = JSON.stringify(draft);
  try {
    localStorage.setItem(key, text);
  } catch {
    forgetOld(0);
    try {
      localStorage.setItem(key, text);
    } catch {
      // Private windows have no store: the form itself still holds what is typed.
    }
  }
}

export const dropDraft = (key: string) => localStorage.removeItem(key);

/** Forgets drafts that nobody has come back to. */
export function forgetOld(days = KEPT_DAYS): void {
  const oldest = Date.now() - days * 86_400_000;
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) if ((readDraft(key)?.at ?? 0) < oldest) dropDraft(key);
}
