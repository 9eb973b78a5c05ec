/** Keys of a table: arrows move the cell cursor, Enter opens, F2 or typing edits, space chooses, Ctrl-A chooses all. */
import type { KeyboardEvent } from "react";

export interface Cursor {
  row: number;
  column: number;
}

export interface KeyActions {
  move: (to: Cursor) => void;
  open: () => void;
  edit: (typed: boolean) => void;
  choose: (extend: boolean) => void;
  chooseAll: () => unknown;
  clear: () => void;
}

interface Size {
  rows: number;
  columns: number;
  page: number;
}

/** Where a key leads from here; null where it is no key that moves. */
export function moved(key: string, jump: boolean, from: Cursor, { rows, columns, page }: Size): Cursor | null {
  const steps: Record<string, [number, number]> = {
    ArrowUp: [jump ? -rows : -1, 0],
    ArrowDown: [jump ? rows : 1, 0],
    ArrowLeft: [0, jump ? -columns : -1],
    ArrowRight: [0, jump ? columns : 1],
    PageUp: [-page, 0],
    PageDown: [page, 0],
    Home: [jump ? -rows : 0, -columns],
    End: [jump ? rows : 0, columns],
  };
  const step = steps[key];
  if (!step) return null;
  const within = (value: number, most: number) => Math.max(0, Math.min(most - 1, value));
  return { row: within(from.row + step[0], rows), column: within(from.column + step[1], columns) };
}

export function pressedIn(event: KeyboardEvent, cursor: Cursor | null, size: Size, actions: KeyActions): void {
  const { key } = event;
  const jump = event.ctrlKey || event.metaKey;
  if (event.target !== event.currentTarget || event.altKey) return;
  const to = moved(key, jump, cursor ?? { row: key === "ArrowDown" ? -1 : 0, column: 0 }, size);
  const handle = (act: () => void) => {
    event.preventDefault();
    act();
  };
  if (to) return handle(() => actions.move(to));
  if (jump && key.toLowerCase() === "a") return handle(actions.chooseAll);
  if (key === "Escape") return actions.clear();
  if (!cursor || jump) return;
  if (key === "Enter") handle(actions.open);
  else if (key === "F2") handle(() => actions.edit(false));
  else if (key === " ") handle(() => actions.choose(event.shiftKey));
  // Not prevented: the letter itself then lands in the editor, input methods included.
  else if (key.length === 1 || key === "Process") actions.edit(true);
}
