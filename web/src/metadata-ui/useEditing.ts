import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import type { ObjectDefinition } from "@/api/metadata";
import { Problem } from "@/api/problem";
import { createRecord, readRecord, type RecordData, recordKeys, updateRecord } from "@/api/records";
import { useMe } from "@/api/session";
import { isEmpty, same } from "@/fields";

import { defaultsOf } from "./defaults";
import { type Draft, draftKey, dropDraft, isKept, readDraft, writeDraft } from "./drafts";
import type { DrawerRequest } from "./drawer";
import { type Conflict, merged } from "./merging";
import { useCircumstances } from "./RecordForm";
import { changesToSend, standingOf } from "./RecordFormLayout";
import { isStale, type Values, type Written as Saved } from "./writing";

const PAUSE = 300;
const TRIES = 3;
const UNANSWERED = new Problem(0, "unreadable", "", "");

/** A record being filled in: what is typed, its draft, its way to the server, and what comes of two people at it. */
export function useEditing(object: ObjectDefinition, request: DrawerRequest, record: RecordData | undefined, nested: boolean) {
  const client = useQueryClient();
  const me = useMe();
  const key = draftKey(me.id, object.name, record?.id ?? (nested ? "nested" : undefined), request.only);
  const initial = (): Values => (record ? { ...record } : { ...defaultsOf(object, me), ...request.values });
  const [before, setBefore] = useState<Values>(initial);
  const [values, setValues] = useState<Values>(() => ({ ...before, ...request.values }));
  const [draft, setDraft] = useState<Draft | undefined>(() => readDraft(key));
  const [conflicts, setConflicts] = useState<Conflict[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saving, setSaving] = useState(false);
  const about = useCircumstances(object, values);
  const typed = useRef(false);

  const changed = Object.fromEntries(
    object.fields.filter((field) => field.writable && !same(field, values[field.name], before[field.name])).map((field) => [field.name, values[field.name]]),
  );
  const names = Object.keys(changed);

  useEffect(() => {
    if (!typed.current) return;
    const keep = () => {
      const kept = object.fields.filter((field) => field.name in changed && isKept(field)).map((field) => field.name);
      writeDraft(key, {
        at: Date.now(),
        version: draft ? draft.version : (before.version as number | undefined),
        before: { ...draft?.before, ...Object.fromEntries(kept.map((name) => [name, before[name]])) },
        changes: { ...draft?.changes, ...Object.fromEntries(kept.map((name) => [name, changed[name]])) },
      });
    };
    const timer = setTimeout(keep, PAUSE);
    addEventListener("pagehide", keep);
    return () => {
      clearTimeout(timer);
      removeEventListener("pagehide", keep);
      if (typed.current) keep();
    };
  });

  function change(name: string, value: unknown) {
    typed.current = true;
    setValues((now) => ({ ...now, [name]: value }));
  }

  function takeDraft() {
    if (!draft) return;
    const then = { ...before, ...draft.before };
    const mine = { ...then, ...draft.changes, ...changed };
    const { values: next, conflicts: open } = record && draft.version !== record.version ? merged(object, then, mine, record) : { values: mine, conflicts: [] };
    typed.current = true;
    setValues(next);
    setConflicts(open);
    setDraft(undefined);
  }
  function discardDraft() {
    dropDraft(key);
    setDraft(undefined);
  }

  function decide(conflict: Conflict, value: unknown) {
    setValues((now) => ({ ...now, [conflict.field.name]: value }));
  }

  function newValues(): Values {
    const sent = changesToSend(object, about, {}, Object.keys(request.values ?? {}));
    for (const field of object.fields) {
      const cleared = field.writable && field.default !== undefined && isEmpty(values[field.name]);
      if (cleared && standingOf(field, about).visible) sent[field.name] = null;
    }
    return sent;
  }

  /** Sends the changes; where the record has moved on, puts both together and sends them again, unless somebody has to decide. */
  async function update(id: string): Promise<Saved | undefined> {
    let base: Values = before;
    let mine: Values = values;
    for (let attempt = 1; ; attempt++) {
      const sent = changesToSend(object, { ...about, values: mine }, base, Object.keys(request.values ?? {}));
      if (Object.keys(sent).length === 0) return { record: base as RecordData, wrote: false };
      try {
        return { record: await updateRecord(object.name, id, sent, base.version as number), wrote: true };
      } catch (error) {
        if (!isStale(error) || attempt === TRIES) throw error;
      }
      const theirs = await readRecord(object.name, id);
      const both = merged(object, base, mine, theirs);
      base = theirs;
      mine = both.values;
      setBefore(base);
      setValues(mine);
      if (both.conflicts.length > 0) {
        setConflicts(both.conflicts);
        return undefined;
      }
    }
  }

  /** The record as it is now, and whether this has written it; undefined where something is to be done first. */
  async function save(): Promise<Saved | undefined> {
    if (saving) return undefined;
    setSaving(true);
    setProblem(null);
    setConflicts([]);
    try {
      const saved = record ? await update(record.id) : { record: await createRecord(object.name, newValues()), wrote: true };
      if (!saved) return undefined;
      typed.current = false;
      // A draft that nobody has decided on waits for the next time.
      if (draft) writeDraft(key, draft);
      else dropDraft(key);
      client.setQueryData(recordKeys.one(object.name, saved.record.id), saved.record);
      void client.invalidateQueries({ queryKey: recordKeys.object(object.name) });
      return saved;
    } catch (error) {
      setProblem(error instanceof Problem ? error : UNANSWERED);
      return undefined;
    } finally {
      setSaving(false);
    }
  }

  /** Begins anew, for the next record. */
  function again() {
    typed.current = false;
    setBefore(initial);
    setValues(initial);
  }

  return { values, change, names, draft, takeDraft, discardDraft, conflicts, decide, problem, saving, save, again, base: before };
}

export type Editing = ReturnType<typeof useEditing>;
