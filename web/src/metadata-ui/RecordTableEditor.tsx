/** The editor over a cell: the field's own input, written with the version that was read, and taken back by one click. */
import { type KeyboardEvent, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ObjectDefinition } from "@/api/metadata";
import { readRecord, type RecordData } from "@/api/records";
import { useSentence } from "@/design/sentence";
import { useLabels } from "@/design/text";
import { Input, isMasked, same } from "@/fields";

import styles from "./RecordTable.module.css";
import type { Column } from "./RecordTableColumns";
import type { RowStore } from "./useRecordsStore";
import { useSavedMessage } from "./useSavedMessage";
import { writeValues } from "./writing";

export interface Editing {
  row: RecordData;
  column: Column;
  /** What the editor begins with, instead of the record's value: what was typed, or what was refused. */
  value?: unknown;
  /** Why it was refused. */
  problem?: string;
}

export type Leave = "down" | "right" | "left" | "stay";

interface EditorProps {
  editing: Editing;
  box: { left: number; top: number; width: number; height: number };
  onLeave: (where: Leave) => void;
  /** The person is done with a value that is another than before. */
  onValue: (value: unknown) => void;
}

export function RecordTableEditor({ editing, box, onLeave, onValue }: EditorProps) {
  const { row, column } = editing;
  const labelOf = useLabels();
  // A mask is never sent back: one begins with nothing, and nothing typed leaves what is there.
  const masked = isMasked(column.field, row[column.path]);
  const before = masked ? null : row[column.path];
  const [value, setValue] = useState<unknown>("value" in editing ? editing.value : before);
  const [problem, setProblem] = useState(editing.problem);
  const now = useRef(value);
  const left = useRef(false);

  const leave = (where: Leave) => {
    left.current = true;
    onLeave(where);
  };
  const finish = (where: Leave) => {
    if (left.current) return;
    const changed = !same(column.field, now.current, before);
    leave(where);
    if (changed) onValue(now.current);
  };
  const change = (next: unknown) => {
    now.current = next;
    setValue(next);
    setProblem(undefined);
  };
  const inside = useOutside(() => finish("stay"));
  const pressed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    event.stopPropagation();
    if (event.key === "Escape") leave("stay");
    else if (event.key === "Tab") {
      event.preventDefault();
      finish(event.shiftKey ? "left" : "right");
    } else if (event.key === "Enter" && !event.defaultPrevented && !isListOpen(event.currentTarget)) finish("down");
  };
  return (
    <div
      className={`${styles.editor} ${problem ? styles.editorFailed : ""}`}
      style={{ left: box.left, top: box.top, width: Math.max(180, box.width), minHeight: box.height }}
      onPointerDown={inside}
      onKeyDown={pressed}
    >
      <Suspense fallback={<span style={{ height: 34 }} />}>
        <Input
          field={column.field}
          label={labelOf(column.field.label, column.field.name)}
          value={value}
          onChange={change}
          values={row}
          invalid={problem !== undefined}
          autoFocus
          onDone={() => finish("down")}
        />
      </Suspense>
      {problem && (
        <div role="alert" className={styles.bubble}>
          {problem}
        </div>
      )}
    </div>
  );
}

/** Enter belongs to a list of options as long as it is open. */
const isListOpen = (within: Element) => within.querySelector('[aria-expanded="true"]') !== null;

/** Hears of a click that is neither in the editor nor in what it has opened elsewhere on the page. */
function useOutside(left: () => void) {
  const within = useRef(false);
  const latest = useRef(left);
  useEffect(() => {
    latest.current = left;
  });
  useEffect(() => {
    // React tells the editor of clicks in popups that it has opened, before this listener runs.
    const pressed = () => {
      if (!within.current) latest.current();
      within.current = false;
    };
    document.addEventListener("pointerdown", pressed);
    return () => document.removeEventListener("pointerdown", pressed);
  }, []);
  return useCallback(() => void (within.current = true), []);
}

/** Why a value was refused, and the record as it is now. */
export interface Refused {
  problem: string;
  row: RecordData;
}

/** Shows the new value at once, writes it, and offers to take it back. */
export function useSave(object: ObjectDefinition, store: RowStore) {
  const { t } = useTranslation("metadata-ui");
  const said = useSavedMessage();
  const sentenceOf = useSentence();
  // A second edit of the same row waits for the first: it goes on from the version that this one makes.
  const writing = useRef(new Map<string, Promise<RecordData>>());
  return async ({ row, column }: Editing, value: unknown): Promise<Refused | null> => {
    store.patch([{ ...(store.find(row.id) ?? row), [column.path]: value }]);
    const before = writing.current.get(row.id);
    const run = (async () => {
      const version = (await before?.catch(() => undefined))?.version ?? row.version;
      const { record, wrote } = await writeValues(object, { ...row, version }, { [column.field.name]: value });
      if (!wrote) throw new Overtaken(record);
      return record;
    })();
    writing.current.set(row.id, run);
    try {
      const record = await run;
      store.patch([record]);
      said(object.name, record, t("table.saved"));
      return null;
    } catch (error) {
      const now = error instanceof Overtaken ? error.now : await readRecord(object.name, row.id).catch(() => row);
      store.patch([now]);
      return { row: now, problem: error instanceof Overtaken ? t("write.changed_meanwhile") : sentenceOf(error, column.field.name) };
    } finally {
      if (writing.current.get(row.id) === run) writing.current.delete(row.id);
    }
  };
}

/** Another has written the same field first. */
class Overtaken extends Error {
  constructor(readonly now: RecordData) {
    super("overtaken");
  }
}
