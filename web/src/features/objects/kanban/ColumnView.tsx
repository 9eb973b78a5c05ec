import { useDroppable } from "@dnd-kit/core";
import { Button } from "antd";
import { Plus } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import type { Field, ObjectDefinition, ViewContent } from "@/api/metadata";
import { formatMoney, formatNumber } from "@/design/format";
import { ErrorState } from "@/design/States";
import { useLocale } from "@/design/text";
import { openDrawer } from "@/metadata-ui/drawer";
import type { Column as ShownField } from "@/metadata-ui/RecordTableColumns";

import { Card } from "./Card";
import type { Column } from "./columns";
import styles from "./Kanban.module.css";
import { ColumnName, useColumnName } from "./names";
import { type Board, useCards } from "./useBoard";

export interface ColumnProps {
  object: ObjectDefinition;
  field: Field;
  view: ViewContent;
  where: Condition | undefined;
  board: Board;
  column: Column;
  fields: ShownField[];
  select: string[];
  movable: boolean;
}

export function ColumnView({ object, field, view, where, board, column, fields, select, movable }: ColumnProps) {
  const { t } = useTranslation("objects");
  const nameOf = useColumnName();
  const { rows, pages } = useCards(object.name, column, select, view, where, board.moves);
  const { setNodeRef, isOver } = useDroppable({ id: column.key, disabled: !movable });
  const name = nameOf(column);
  const adds = object.actions.includes("create") && field.writable;
  return (
    <section ref={setNodeRef} className={`${styles.column} ${isOver ? styles.over : ""}`} aria-label={name}>
      <header className={styles.head}>
        <h2 className={styles.name}>
          <ColumnName field={field} column={column} />
        </h2>
        <Figures column={column} currency={board.currency} />
        {adds && (
          <Button
            type="text"
            size="small"
            icon={<Plus size={16} />}
            aria-label={t("kanban.add", { column: name })}
            title={t("kanban.add", { column: name })}
            onClick={() => openDrawer({ object: object.name, values: column.key === "" ? {} : { [field.name]: column.value } })}
          />
        )}
      </header>
      <div className={styles.cards} tabIndex={0} role="group" aria-label={t("kanban.cards", { column: name })}>
        {rows.map((row) => (
          <Card key={row.id} object={object} field={field} fields={fields} row={row} column={column} columns={board.columns!} movable={movable} onMove={board.move} />
        ))}
        {pages.isLoading && Array.from({ length: Math.min(column.count, 4) }, (_, at) => <div key={at} className={styles.ghost} aria-hidden />)}
        {pages.isError && rows.length === 0 && <ErrorState error={pages.error} retry={() => void pages.refetch()} small />}
        {!pages.isLoading && !pages.isError && rows.length === 0 && <p className={styles.none}>{t(movable ? "kanban.none_movable" : "kanban.none")}</p>}
        {pages.hasNextPage && <More onSeen={() => !pages.isFetchingNextPage && void pages.fetchNextPage()} failed={pages.isFetchNextPageError} />}
      </div>
    </section>
  );
}

function Figures({ column, currency }: { column: Column; currency: string | null }) {
  const { t } = useTranslation("objects");
  const locale = useLocale();
  const sum = column.sum === null ? null : String(column.sum);
  return (
    <p className={styles.figures}>
      <span className={styles.count} title={t("kanban.count", { count: column.count })}>
        {formatNumber(column.count, locale)}
      </span>
      {sum !== null && (
        <span className={styles.sum}>
          <span className="sr-only">{t("kanban.sum")} </span>
          {currency ? formatMoney({ amount: sum, currency }, locale, true) : formatNumber(sum, locale, { notation: "compact", maximumFractionDigits: 1 })}
        </span>
      )}
    </p>
  );
}

/** The end of what has been read: once it is seen, more is. */
function More({ onSeen, failed }: { onSeen: () => void; failed: boolean }) {
  const { t } = useTranslation("objects");
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(onSeen);
  useEffect(() => {
    latest.current = onSeen;
  });
  useEffect(() => {
    if (failed) return;
    const watch = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && latest.current(), { rootMargin: "400px" });
    watch.observe(place.current!);
    return () => watch.disconnect();
  }, [failed]);
  return (
    <div ref={place} className={styles.more}>
      {failed ? <Button onClick={onSeen}>{t("retry")}</Button> : <div className={styles.ghost} aria-hidden />}
    </div>
  );
}
