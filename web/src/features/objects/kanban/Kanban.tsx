import { Lock } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Field, useModel } from "@/api/metadata";
import { usePhone } from "@/design/media";
import { ErrorState, Message } from "@/design/States";
import { columnsOf as fieldsOf, selectOf } from "@/metadata-ui/RecordTableColumns";

import { Empty } from "../Empty";
import type { KindProps } from "../kinds";
import { mayWrite } from "../writing";
import { ColumnView, type ColumnProps } from "./ColumnView";
import { Dragging } from "./Dragging";
import styles from "./Kanban.module.css";
import { StageChooser } from "./StageChooser";
import { useBoard } from "./useBoard";

/** A board: a column for every option of a field, or for everybody that records belong to. */
export function Kanban(props: KindProps) {
  const { t } = useTranslation("objects");
  const field = useModel().field(props.object.name, props.view.by ?? "");
  if (!field?.groupable)
    return (
      <Message icon={<Lock />} title={t("kanban.no_field")}>
        {t("kanban.no_field_text")}
      </Message>
    );
  // Another question is another board: cards that were moved on the last one take their places.
  return <Columns key={JSON.stringify([props.where, props.view.by])} {...props} field={field} />;
}

function Columns({ object, view, where, onClear, field }: KindProps & { field: Field }) {
  const model = useModel();
  const phone = usePhone();
  const { t } = useTranslation("objects");
  const [chosen, setChosen] = useState<string | null>(null);
  const summed = model.field(object.name, view.sum ?? "");
  const sum = summed?.measures.includes("sum") ? summed : undefined;
  const board = useBoard(object, field, sum, where);
  const fields = fieldsOf(model, object, view.card ?? []).filter((column) => column.path !== field.name);
  if (board.error) return <ErrorState error={board.error} retry={board.retry} />;
  if (!board.columns) return <Waiting />;
  const { columns } = board;
  if (columns.every((column) => column.count === 0))
    return <Empty object={object} filtered={where !== undefined} onClear={onClear} onCreated={board.retry} />;
  const shared: Omit<ColumnProps, "column"> = {
    object,
    field,
    view,
    where,
    board,
    fields,
    select: [...new Set([...selectOf(fields), field.name, ...(sum ? [sum.name] : [])])],
    movable: mayWrite(object, field),
  };
  if (phone) {
    const column = columns.find((one) => one.key === chosen) ?? columns.find((one) => one.count > 0)!;
    return (
      <div className={styles.phone}>
        <StageChooser field={field} columns={columns} chosen={column.key} onChoose={setChosen} />
        <ColumnView key={column.key} {...shared} column={column} />
      </div>
    );
  }
  return (
    <Dragging object={object} columns={columns} field={field} fields={fields} onMove={board.move}>
      <div className={styles.board} role="group" aria-label={t("kanban.label")}>
        {columns.map((column) => (
          <ColumnView key={column.key} {...shared} column={column} />
        ))}
        {board.cutShort && <p className={styles.cut}>{t("kanban.cut_short", { count: columns.length })}</p>}
      </div>
    </Dragging>
  );
}

function Waiting() {
  return (
    <div className={styles.board} aria-hidden>
      {[3, 2, 4, 2].map((cards, at) => (
        <div key={at} className={styles.column}>
          <div className={styles.head} />
          {Array.from({ length: cards }, (_, card) => (
            <div key={card} className={styles.ghost} />
          ))}
        </div>
      ))}
    </div>
  );
}
