import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Sort } from "@/api/metadata";

import { usePathLabel } from "./FieldPickerLabels";
import styles from "./RecordTable.module.css";
import { type Column, LEAST_WIDTH } from "./RecordTableColumns";
import { CHECK_WIDTH } from "./RecordTableRow";

interface HeadProps {
  columns: Column[];
  selectable: boolean;
  /** All loaded rows are chosen, some, or none. */
  chosen: "all" | "some" | "none";
  onChooseAll: (chosen: boolean) => void;
  sort: Sort[];
  onSort?: (sort: Sort[]) => void;
  onWidth?: (path: string, width: number | null) => void;
}

/** Sorted by this column: at first up, then down, then not; with shift behind the others. */
export function nextSort(sort: Sort[], path: string, add: boolean): Sort[] {
  const now = sort.find((one) => one.field === path);
  const next: Sort | null = !now ? { field: path, dir: "asc" } : now.dir === "asc" ? { field: path, dir: "desc" } : null;
  if (!add) return next ? [next] : [];
  if (!now) return [...sort, next!].slice(-4);
  return sort.flatMap((one) => (one !== now ? [one] : next ? [next] : []));
}

export function RecordTableHead({ columns, selectable, chosen, onChooseAll, sort, onSort, onWidth }: HeadProps) {
  const { t } = useTranslation("metadata-ui");
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} className={styles.line} style={{ height: 35 }}>
        {selectable && (
          <div role="columnheader" aria-colindex={1} className={`${styles.headCell} ${styles.checkCell} ${styles.sticky}`}>
            <input
              type="checkbox"
              className={styles.check}
              aria-label={t("table.select_loaded")}
              checked={chosen === "all"}
              ref={(box) => {
                if (box) box.indeterminate = chosen === "some";
              }}
              onChange={(event) => onChooseAll(event.target.checked)}
            />
          </div>
        )}
        {columns.map((column, at) => (
          <HeadCell key={column.path} {...{ column, at, selectable, sort, onSort, onWidth }} />
        ))}
      </div>
    </div>
  );
}

type HeadCellProps = Pick<HeadProps, "selectable" | "sort" | "onSort" | "onWidth"> & { column: Column; at: number };

function HeadCell({ column, at, selectable, sort, onSort, onWidth }: HeadCellProps) {
  const { t } = useTranslation("metadata-ui");
  const label = usePathLabel(column.fields);
  const place = sort.findIndex((one) => one.field === column.path);
  const dir = sort[place]?.dir;
  const sortable = onSort && column.field.sortable;
  const classes = [styles.headCell, column.align === "right" && styles.right, at === 0 && styles.sticky];
  const style = at === 0 && selectable ? ({ "--left": `${CHECK_WIDTH}px` } as React.CSSProperties) : undefined;
  return (
    <div
      role="columnheader"
      aria-colindex={at + (selectable ? 2 : 1)}
      aria-sort={dir === "asc" ? "ascending" : dir === "desc" ? "descending" : undefined}
      className={classes.filter(Boolean).join(" ")}
      style={style}
    >
      {sortable ? (
        <button
          type="button"
          className={styles.headLabel}
          title={t("table.sort_hint")}
          onClick={(event) => onSort(nextSort(sort, column.path, event.shiftKey))}
          onKeyDown={(event) => resizedByKey(event, column, onWidth)}
        >
          <span className="ellipsis">{label}</span>
          {dir && (
            <span className={styles.sorted}>
              {dir === "asc" ? <ArrowUp size={13} aria-hidden /> : <ArrowDown size={13} aria-hidden />}
              {sort.length > 1 && place + 1}
            </span>
          )}
        </button>
      ) : (
        <span className={styles.headLabel}>
          <span className="ellipsis">{label}</span>
        </span>
      )}
      {onWidth && <Grip column={column} onWidth={onWidth} />}
    </div>
  );
}

function resizedByKey(event: KeyboardEvent, column: Column, onWidth: HeadProps["onWidth"]): void {
  if (!event.altKey || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
  event.preventDefault();
  event.stopPropagation();
  onWidth?.(column.path, Math.max(LEAST_WIDTH, column.width + (event.key === "ArrowRight" ? 16 : -16)));
}

/** Draws a column wider or narrower; a double click gives it back the width of its type. */
function Grip({ column, onWidth }: { column: Column; onWidth: NonNullable<HeadProps["onWidth"]> }) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const move = (event: PointerEvent<HTMLElement>) => {
    if (!start.current) return;
    onWidth(column.path, Math.max(LEAST_WIDTH, Math.round(start.current.width + event.clientX - start.current.x)));
  };
  return (
    <span
      aria-hidden
      className={styles.grip}
      onPointerDown={(event) => {
        start.current = { x: event.clientX, width: column.width };
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.dataset.held = "";
      }}
      onPointerMove={move}
      onPointerUp={(event) => {
        start.current = null;
        delete event.currentTarget.dataset.held;
      }}
      onDoubleClick={() => onWidth(column.path, null)}
    />
  );
}
