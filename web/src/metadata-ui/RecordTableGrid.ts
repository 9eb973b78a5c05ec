/** The cell cursor of a table, what is being edited, and what rows and keys do. */
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

import { openDrawer } from "./drawer";
import type { Column } from "./RecordTableColumns";
import type { Editing, Leave } from "./RecordTableEditor";
import { type Cursor, pressedIn } from "./RecordTableKeys";
import { CHECK_WIDTH, ROW, type RowActions } from "./RecordTableRow";
import { isSelected, NOTHING, type Selection, withRows } from "./RecordTableSelection";
import type { RowStore } from "./useRecordsStore";

interface GridProps {
  object: string;
  editable: boolean;
  onSelection?: (selection: Selection) => void;
  columns: Column[];
  store: RowStore;
  selection: Selection;
  virtual: { scrollToIndex: (index: number) => void; scrollElement: HTMLElement | null };
  count: number;
}

export function useGrid(props: GridProps) {
  const { object, columns, store, count, virtual, editable, onSelection } = props;
  const navigate = useNavigate();
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const [editing, setEditing] = useState<Editing | null>(null);
  const anchor = useRef<number | null>(null);
  const now = useRef({ ...props, cursor, editing });
  useEffect(() => {
    now.current = { ...props, cursor, editing };
  });
  useEffect(() => {
    setCursor(null);
    setEditing(null);
  }, [store, store.above]);

  const rowAt = (index: number) => {
    const item = now.current.store.at(index);
    return item?.kind === "row" ? item.row : undefined;
  };
  const focus = () => now.current.virtual.scrollElement?.focus({ preventScroll: true });
  const point = (row: number, column: number) => setCursor({ row, column });
  const edit = (row: number, column: number, value?: { value: unknown }) => {
    const record = rowAt(row);
    const shown = now.current.columns[column];
    if (!record || !shown?.edit || !now.current.editable) return;
    setCursor({ row, column });
    if (shown.edit === "drawer") openDrawer({ object, id: record.id, only: [shown.field.name] });
    else setEditing({ row: record, column: shown, ...value });
  };
  const choose = (row: number, chosen: boolean, range: boolean) => {
    const { selection, onSelection: tell } = now.current;
    const from = range && anchor.current !== null ? anchor.current : row;
    const ids: string[] = [];
    for (let at = Math.min(from, row); at <= Math.max(from, row); at++) {
      const record = rowAt(at);
      if (record) ids.push(record.id);
    }
    anchor.current = row;
    tell?.(withRows(selection, ids, chosen));
  };
  const open = (id: string, elsewhere: boolean) => {
    if (elsewhere) window.open(`/objects/${object}/${id}`, "_blank");
    else void navigate({ to: "/objects/$object/$id", params: { object, id } });
  };
  const [actions] = useState<RowActions>(() => ({
    point,
    edit: (row, column) => edit(row, column),
    choose,
    open: (row, event) => {
      const elsewhere = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey;
      const target = event.target as Element;
      if (target.closest("a[data-title]")) {
        if (elsewhere) return;
        event.preventDefault();
      } else if (target.closest("a, button, input, [role=dialog]") || getSelection()?.toString()) return;
      open(row.id, elsewhere);
    },
  }));

  const move = (to: Cursor) => {
    setCursor(to);
    virtual.scrollToIndex(to.row);
    showColumn(virtual.scrollElement, columns, to.column, onSelection ? CHECK_WIDTH : 0);
  };
  const leave = (where: Leave) => {
    setEditing(null);
    focus();
    const at = now.current.cursor;
    if (!at || where === "stay") return;
    const step = { down: [1, 0], right: [0, 1], left: [0, -1] }[where] as [number, number];
    const within = (value: number, most: number) => Math.max(0, Math.min(most - 1, value));
    move({ row: within(at.row + step[0], count), column: within(at.column + step[1], columns.length) });
  };
  return {
    cursor,
    editing,
    actions,
    leave,
    /** Opens the editor again over what was refused; not while something else is being edited, or the row is gone. */
    reopen: (refused: Editing): boolean => {
      if (now.current.editing) return false;
      const row = rowIndexOf(now.current.store, refused.row.id, now.current.count);
      const column = now.current.columns.findIndex((one) => one.path === refused.column.path);
      if (row === null || column < 0) return false;
      setCursor({ row, column });
      setEditing(refused);
      return true;
    },
    box: () => {
      const at = cursor ?? { row: 0, column: 0 };
      const left = columns.slice(0, at.column).reduce((sum, one) => sum + one.width, onSelection ? CHECK_WIDTH : 0);
      return { left, top: at.row * ROW, width: columns[at.column]?.width ?? 180, height: ROW - 1 };
    },
    pressed: (event: KeyboardEvent) =>
      pressedIn(event, cursor, { rows: count, columns: columns.length, page: 15 }, {
        move,
        open: () => {
          const record = cursor && rowAt(cursor.row);
          const item = cursor && store.at(cursor.row);
          if (record) open(record.id, false);
          else if (item?.kind === "group") store.toggle(item.section);
        },
        edit: (typed) => {
          if (!cursor || !editable) return;
          const kind = columns[cursor.column]?.field.type ?? "";
          if (!typed || !TYPED.has(kind)) return edit(cursor.row, cursor.column);
          flushSync(() => edit(cursor.row, cursor.column, { value: "" }));
        },
        choose: (extend) => {
          const record = cursor && rowAt(cursor.row);
          if (record && onSelection) choose(cursor.row, !isSelected(props.selection, record.id), extend);
        },
        chooseAll: () => count > 0 && onSelection?.({ all: true, except: new Set() }),
        clear: () => onSelection?.(NOTHING),
      }),
  };
}

/** What typing a letter into a cell begins anew; other fields open as they are. */
const TYPED = new Set<string>(["text", "email", "url", "phone", "credit_code", "integer", "decimal", "percent"]);

function rowIndexOf(store: RowStore, id: string, count: number): number | null {
  for (let at = 0; at < count; at++) {
    const item = store.at(at);
    if (item?.kind === "row" && item.row.id === id) return at;
  }
  return null;
}

/** Brings a column into sight from under the one that stands still. */
function showColumn(box: HTMLElement | null, columns: GridProps["columns"], column: number, before: number): void {
  if (!box || column === 0) return;
  const still = before + columns[0]!.width;
  const left = columns.slice(0, column).reduce((sum, one) => sum + one.width, before);
  const right = left + columns[column]!.width;
  if (left - box.scrollLeft < still) box.scrollLeft = left - still;
  else if (right - box.scrollLeft > box.clientWidth) box.scrollLeft = right - box.clientWidth;
}
