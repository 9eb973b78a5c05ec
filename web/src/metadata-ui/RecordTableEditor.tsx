/** The editor over a cell: the field's own input, written with the version that was read, and taken back by one click. */
import { App, Button } from "antd";
import { type KeyboardEvent, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { Problem } from "@/api/problem";
import { type RecordData, updateRecord } from "@/api/records";
import { Input, same, toWire } from "@/fields";

import styles from "./RecordTable.module.css";
import type { Column } from "./RecordTableColumns";
import type { RowStore } from "./useRecordsStore";

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
  const before = row[column.path];
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

/** Shows the new value at once, writes it, and offers to take it back; gives the sentence where it is refused. */
export function useSave(object: string, store: RowStore) {
  const { t } = useTranslation("metadata-ui");
  const offer = useUndoOffer(object, store);
  // A second edit of the same row waits for the first: it goes on from the version that this one makes.
  const writing = useRef(new Map<string, Promise<number | null>>());
  return async ({ row, column }: Editing, value: unknown): Promise<string | null> => {
    store.patch([{ id: row.id, version: row.version, [column.path]: value }]);
    const before = writing.current.get(row.id);
    const run = (async () => {
      const version = (await before?.catch(() => null)) ?? row.version;
      const written = await updateRecord(object, row.id, { [column.field.name]: toWire(column.field, value) }, version);
      store.patch([written]);
      offer(row.id, written.version);
      return written.version;
    })();
    writing.current.set(row.id, run);
    try {
      await run;
      return null;
    } catch (error) {
      store.patch([{ id: row.id, version: row.version, [column.path]: row[column.path] }]);
      return sentenceOf(error, column.field.name, t("table.changed_meanwhile"));
    } finally {
      if (writing.current.get(row.id) === run) writing.current.delete(row.id);
    }
  };
}

/** "Saved", with a button that takes it back: the event of this very version, whatever has come since. */
function useUndoOffer(object: string, store: RowStore) {
  const { message } = App.useApp();
  const { t } = useTranslation("metadata-ui");
  const takeBack = async (id: string, version: number) => {
    const path = `/api/records/${object}/${id}`;
    try {
      const { events } = await send<{ events: { id: string; version: number }[] }>("GET", `${path}/history?limit=50`);
      const event = events.find((one) => one.version === version)?.id;
      store.patch([await send<RecordData>("POST", `${path}/undo`, { body: { event } })], true);
      void message.success(t("table.taken_back"));
    } catch (error) {
      void message.error((error as Error).message);
    }
  };
  return (id: string, version: number) => {
    const key = `edit-${object}`;
    const undo = () => {
      message.destroy(key);
      void takeBack(id, version);
    };
    const button = (
      <Button type="link" size="small" onClick={undo}>
        {t("table.undo")}
      </Button>
    );
    void message.open({ key, type: "success", duration: 6, content: <>{t("table.saved")}{button}</> });
  };
}

function sentenceOf(error: unknown, field: string, meanwhile: string): string {
  if (!(error instanceof Problem)) return String(error);
  if (error.status === 412) return meanwhile;
  if (error.isOffline) return error.message;
  return error.about(field) ?? error.errors[0]?.message ?? error.message;
}
