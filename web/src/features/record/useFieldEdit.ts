import { App } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Field } from "@/api/metadata";
import { Problem } from "@/api/problem";
import type { RecordData } from "@/api/records";
import { useMe } from "@/api/session";
import { useSentence } from "@/design/sentence";
import { same, toWire } from "@/fields";
import { draftKey, dropDraft, isKept, readDraft, writeDraft } from "@/metadata-ui/drafts";
import { openDrawer } from "@/metadata-ui/drawer";
import { isStale } from "@/metadata-ui/writing";

import type { About } from "./about";
import { useReread, useWrite } from "./useRecord";

/** What another has made of the same field in between. */
export interface Meanwhile {
  was: unknown;
  theirs: unknown;
  by: string | null;
  record: RecordData;
}

/** One field being changed where it stands. A mask is never sent back: it begins empty, and stays as it is if nothing is typed. */
export function useFieldEdit({ object, record }: About, field: Field, masked: boolean) {
  const { t } = useTranslation("record");
  const { message } = App.useApp();
  const sentenceOf = useSentence();
  const write = useWrite(object);
  const reread = useReread(object);
  // What it was when the editing began: live changes of the record must not move it.
  const [base, setBase] = useState(record);
  const was = masked ? null : base[field.name];
  const key = draftKey(useMe().id, object.name, record.id, [field.name]);
  const [value, setValue] = useState<unknown>(() => readDraft(key)?.changes[field.name] ?? was);
  const [error, setError] = useState<string>();
  const [saving, setSaving] = useState(false);
  const [meanwhile, setMeanwhile] = useState<Meanwhile>();
  const busy = useRef(false);
  // Widgets tell of a change and of being done in one breath: what is sent is what they told last.
  const latest = useRef<unknown>(value);

  const over = useRef(false);
  const leave = useRef<() => void>(() => undefined);

  /** Whoever goes elsewhere in the middle finds it again when they come back. */
  function keep() {
    if (!isKept(field) || same(field, latest.current, was)) return;
    writeDraft(key, { at: Date.now(), version: base.version, before: { [field.name]: was }, changes: { [field.name]: latest.current } });
    void message.info(t("fields.kept"));
  }
  useEffect(() => {
    leave.current = () => {
      if (!over.current && !busy.current) keep();
    };
  });
  useEffect(() => {
    over.current = false;
    return () => {
      leave.current();
      over.current = true;
    };
  }, []);

  /** What was typed is saved, or given up. */
  function end() {
    over.current = true;
    dropDraft(key);
  }

  function change(next: unknown) {
    latest.current = next;
    setValue(next);
    setError(undefined);
  }

  /** What is typed while it is on its way stays open. */
  async function send(onto: RecordData): Promise<boolean> {
    const sent = latest.current;
    setBase(await write(onto, { [field.name]: toWire(field, sent) }));
    return latest.current === sent;
  }

  /** Where only other fields have changed meanwhile, it goes through; else somebody has to decide. */
  async function sendAnew(): Promise<boolean> {
    const now = await reread(record.id);
    if (masked || same(field, now[field.name], was) || same(field, now[field.name], latest.current)) return send(now);
    const by = (now.updated_by as { title: string | null } | null)?.title ?? null;
    setMeanwhile({ was, theirs: now[field.name], by, record: now });
    return false;
  }

  function failed(problem: unknown): boolean {
    if (over.current) {
      keep();
      void message.error(sentenceOf(problem, field.name));
      return false;
    }
    if (!(problem instanceof Problem)) setError(t("fields.failed"));
    else if (problem.about(field.name) || problem.errors.length === 0) setError(problem.isOffline ? t("fields.offline") : (problem.about(field.name) ?? problem.message));
    else {
      const others = problem.errors.flatMap((one) => (one.field ? [one.field.split(".")[0]!] : []));
      if (others.length === 0) setError(problem.errors.map((one) => one.message).join(" "));
      else {
        openDrawer({ object: object.name, id: record.id, values: { [field.name]: latest.current }, only: [...new Set([field.name, ...others])] });
        return true;
      }
    }
    return false;
  }

  async function guarded(work: () => Promise<boolean>): Promise<boolean> {
    if (busy.current) return false;
    busy.current = true;
    setSaving(true);
    try {
      return await work();
    } catch (problem) {
      return failed(problem);
    } finally {
      busy.current = false;
      setSaving(false);
    }
  }

  /** Whether the editing is over. */
  async function save(): Promise<boolean> {
    if (meanwhile) return false;
    if (same(field, latest.current, was)) return true;
    return guarded(() =>
      send(base).catch((problem: unknown) => {
        if (isStale(problem)) return sendAnew();
        throw problem;
      }),
    );
  }

  async function decide(choice: "mine" | "theirs"): Promise<boolean> {
    if (choice === "theirs" || !meanwhile) return true;
    return guarded(() => send(meanwhile.record));
  }

  return { value, change, error, saving, meanwhile, save, decide, end };
}
