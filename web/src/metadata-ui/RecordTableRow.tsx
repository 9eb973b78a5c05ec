import type { TFunction } from "i18next";
import { Pencil } from "lucide-react";
import { memo, type MouseEvent, useState } from "react";

import type { RecordData } from "@/api/records";
import { Cell } from "@/fields";

import styles from "./RecordTable.module.css";
import type { Column } from "./RecordTableColumns";

export const ROW = 36;
export const CHECK_WIDTH = 40;

/** What a row tells the table; one object for all rows, so that rows are drawn again only when they change. */
export interface RowActions {
  open: (row: RecordData, event: MouseEvent) => void;
  edit: (row: number, column: number) => void;
  point: (row: number, column: number) => void;
  choose: (row: number, chosen: boolean, range: boolean) => void;
}

interface RowProps {
  id: string;
  object: string;
  row: RecordData;
  index: number;
  top: number;
  columns: Column[];
  selectable: boolean;
  editable: boolean;
  chosen: boolean;
  gone: boolean;
  flashing: boolean;
  /** The column of the cell cursor, where it is in this row. */
  cursor: number | null;
  actions: RowActions;
  /** Texts of this room: asked for once by the table, not by each of its cells. */
  t: TFunction<"metadata-ui">;
}

export const RecordTableRow = memo(function RecordTableRow(props: RowProps) {
  const { id, row, index, columns, selectable, chosen, gone, flashing, actions, t } = props;
  // Pencils are drawn where the pointer is: hundreds of them would cost more than all values.
  const [hovered, setHovered] = useState(false);
  const classes = [styles.line, styles.row, styles.opens, chosen && styles.chosen, gone && styles.gone, flashing && styles.flash];
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selectable ? chosen : undefined}
      className={classes.filter(Boolean).join(" ")}
      style={{ top: props.top }}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onClick={(event) => actions.open(row, event)}
      onAuxClick={(event) => event.button === 1 && actions.open(row, event)}
    >
      {selectable && (
        <div role="gridcell" aria-colindex={1} className={`${styles.cell} ${styles.checkCell} ${styles.sticky}`}>
          <input
            type="checkbox"
            className={styles.check}
            checked={chosen}
            tabIndex={-1}
            aria-label={t("table.select_row", { title: titleText(row[columns[0]?.path ?? "id"]) })}
            onClick={(event) => actions.choose(index, !chosen, event.shiftKey)}
            onChange={() => undefined}
          />
        </div>
      )}
      {columns.map((column, at) => (
        <TableCell key={column.path} {...props} column={column} at={at} hovered={hovered} id={`${id}-${index}-${at}`} />
      ))}
    </div>
  );
});

type TableCellProps = RowProps & { column: Column; at: number; hovered: boolean };

function TableCell({ column, at, id, object, row, index, selectable, editable, hovered, cursor, actions, t }: TableCellProps) {
  const classes = [
    styles.cell,
    column.align === "right" && styles.right,
    at === 0 && styles.sticky,
    at === 0 && styles.titleCell,
    cursor === at && styles.cursor,
  ];
  return (
    <div
      role="gridcell"
      id={id}
      aria-colindex={at + (selectable ? 2 : 1)}
      className={classes.filter(Boolean).join(" ")}
      style={at === 0 && selectable ? ({ "--left": `${CHECK_WIDTH}px` } as React.CSSProperties) : undefined}
      onPointerDown={() => actions.point(index, at)}
    >
      {column.title ? <TitleLink object={object} row={row} column={column} t={t} /> : <Value column={column} row={row} />}
      {hovered && editable && column.edit && !(column.title && row[column.path] == null) && (
        <button
          type="button"
          className={styles.pencil}
          tabIndex={-1}
          aria-label={t("table.edit")}
          onClick={(event) => {
            event.stopPropagation();
            actions.edit(index, at);
          }}
        >
          <Pencil size={13} />
        </button>
      )}
    </div>
  );
}

function Value({ column, row }: { column: Column; row: RecordData }) {
  const value = row[column.path];
  if (value === null || value === undefined) return null;
  return <Cell field={column.field} value={value} record={row} place="table" />;
}

/** A plain link: the row opens it within the app, the browser in a new tab. */
function TitleLink({ object, row, column, t }: Pick<RowProps, "object" | "row" | "t"> & { column: Column }) {
  const text = titleText(row[column.path]);
  return (
    <a href={`/objects/${object}/${row.id}`} data-title tabIndex={-1} title={text} className={text ? undefined : styles.untitled}>
      {text || t("table.untitled")}
    </a>
  );
}

/** A title is text most of the time; where it is a reference, that one's title. */
export function titleText(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    if ("title" in value) return String(value.title ?? "");
    if ("amount" in value) return String(value.amount);
    return "";
  }
  return value === null || value === undefined ? "" : String(value);
}

/** A row that is on its way. */
export const WaitingRow = memo(function WaitingRow({ top, columns, index }: { top: number; columns: number; index: number }) {
  return (
    <div role="row" aria-rowindex={index + 2} aria-busy className={`${styles.line} ${styles.row}`} style={{ top }}>
      {Array.from({ length: columns }, (_, at) => (
        <div role="gridcell" key={at} className={styles.cell}>
          <i className={styles.bar} style={{ width: `${[70, 45, 60, 35][(index + at) % 4]}%` }} />
        </div>
      ))}
    </div>
  );
});
