import { App } from "antd";
import { useRef, useState } from "react";

import type { Field, ObjectDefinition } from "@/api/metadata";
import type { RecordData } from "@/api/records";
import { useSentence } from "@/design/sentence";
import { useLabels } from "@/design/text";
import { asList, Cell, Input, isMasked, toWire } from "@/fields";
import { isStale } from "@/metadata-ui/writing";

import type { About } from "./about";
import styles from "./SidePanel.module.css";
import { useReread, useWrite } from "./useRecord";

export const fileFields = (object: ObjectDefinition): Field[] => object.fields.filter((field) => field.type === "files" || field.type === "image");

/** The record's files and pictures, field by field; what is dropped here is kept at once. */
export function FilesPanel(about: About) {
  const labelOf = useLabels();
  return (
    <div className={styles.files}>
      {fileFields(about.object).map((field) => (
        <section key={field.name} aria-label={labelOf(field.label, field.name)}>
          <h3>{labelOf(field.label, field.name)}</h3>
          <FilesOf about={about} field={field} />
        </section>
      ))}
    </div>
  );
}

function FilesOf({ about, field }: { about: About; field: Field }) {
  const { message } = App.useApp();
  const sentenceOf = useSentence();
  const write = useWrite(about.object);
  const reread = useReread(about.object);
  /** What has been put here, until the record has it: from the version `since` on. */
  const [pending, setPending] = useState<{ value: unknown; since?: number } | null>(null);
  const wanted = useRef<{ value: unknown } | null>(null);
  const saved = useRef(about.record);
  const value = pending && about.record.version < (pending.since ?? Infinity) ? pending.value : about.record[field.name];
  const editable = about.writable && field.writable && !isMasked(field, value);

  /** Several files may arrive at once: one write after another, each with all that is there by then. */
  async function keep(next: unknown) {
    const underWay = wanted.current !== null;
    setPending((wanted.current = { value: next }));
    if (underWay) return;
    let record = saved.current.version > about.record.version ? saved.current : about.record;
    let written: { value: unknown } | null = null;
    try {
      while (written !== wanted.current) {
        written = wanted.current;
        const before = record;
        const values = (onto: RecordData) => ({ [field.name]: toWire(field, rebased(before[field.name], written!.value, onto[field.name])) });
        record = await write(record, values(record)).catch(async (error: unknown) => {
          if (!isStale(error)) throw error;
          const now = await reread(before.id);
          return write(now, values(now));
        });
      }
      saved.current = record;
      setPending({ value: record[field.name], since: record.version });
    } catch (error) {
      setPending(null);
      void message.error(sentenceOf(error, field.name));
    } finally {
      wanted.current = null;
    }
  }
  return (
    <>
      {!editable && <Cell field={field} value={value} record={about.record} place="page" />}
      {editable && <Input field={field} value={value} onChange={(next) => void keep(next)} />}
    </>
  );
}

/** What somebody has made of `before`, done to what a colleague has made of it: both have their files, what either removed is gone. */
function rebased(before: unknown, mine: unknown, now: unknown): unknown {
  if (!Array.isArray(mine) && !Array.isArray(now)) return mine; // a picture: there is but one
  const [old, wanted, theirs] = [before, mine, now].map((value) => asList(value) as { id: string }[]) as [{ id: string }[], { id: string }[], { id: string }[]];
  const has = (files: { id: string }[], { id }: { id: string }) => files.some((one) => one.id === id);
  return [...theirs.filter((one) => has(wanted, one) || !has(old, one)), ...wanted.filter((one) => !has(old, one) && !has(theirs, one))];
}
