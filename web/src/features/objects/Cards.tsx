import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import { type ObjectDefinition, useModel, type ViewContent } from "@/api/metadata";
import type { RecordData } from "@/api/records";
import { ErrorState } from "@/design/States";
import { Cell } from "@/fields";
import { usePathLabels } from "@/metadata-ui/FieldPickerLabels";
import { type Column, columnsOf, selectOf } from "@/metadata-ui/RecordTableColumns";
import { titleText } from "@/metadata-ui/RecordTableRow";
import { type Records, useRecords } from "@/metadata-ui/useRecords";

import styles from "./Cards.module.css";

interface CardsProps {
  object: ObjectDefinition;
  content: ViewContent;
  where: Condition | undefined;
  empty: ReactNode;
  onRecords: (records: Records) => void;
}

const SHOWN = 4;
const HEIGHT = 138;

/** The list on a phone: a card a record, with what matters most. */
export function Cards({ object, content, where, empty, onRecords }: CardsProps) {
  const model = useModel();
  const { t } = useTranslation("objects");
  const columns = useMemo(() => {
    const summary = object.screens?.summary?.length ? object.screens.summary : (content.columns ?? []);
    return columnsOf(model, object, summary).slice(0, SHOWN + 1);
  }, [model, object, content.columns]);
  const records = useRecords({ object: object.name, where, select: selectOf(columns), sort: content.sort });
  const { store, revision } = records;
  useEffect(() => onRecords(records), [onRecords, revision, records.waiting, store]); // eslint-disable-line react-hooks/exhaustive-deps
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: store.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 4,
    useFlushSync: false,
    initialOffset: store.scrolled,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => store.need(first, last), [store, first, last, revision]);
  if (records.error && !store.ready) return <ErrorState error={records.error} retry={() => store.retry()} />;
  if (store.ready && store.length === 0) return empty;
  return (
    <div className={styles.frame}>
      {records.fresh !== 0 && (
        <button type="button" className={styles.fresh} onClick={() => (scroller.current?.scrollTo({ top: 0 }), records.refresh())}>
          {records.fresh === null ? t("many_changes") : t("fresh", { count: records.fresh })}
        </button>
      )}
      <div
        ref={scroller}
        className={styles.scroller}
        tabIndex={0}
        onScroll={(event) => {
          store.scrolled = event.currentTarget.scrollTop;
        }}
      >
        <ul style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {items.map(({ index, start }) => {
            const item = store.at(index);
            return (
              <li key={index} className={styles.place} style={{ top: start, height: HEIGHT }}>
                {item?.kind === "row" ? (
                  <Card object={object} row={item.row} columns={columns} />
                ) : item?.kind === "failed" ? (
                  <button type="button" className={styles.card} onClick={() => store.retry(item.section)}>
                    {t("retry")}
                  </button>
                ) : (
                  <div className={styles.card} aria-hidden />
                )}
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

function Card({ object, row, columns }: { object: ObjectDefinition; row: RecordData; columns: Column[] }) {
  const { t } = useTranslation("objects");
  const labelOf = usePathLabels(object.name);
  const [title, ...others] = columns;
  const values = others.filter((column) => row[column.path] !== null && row[column.path] !== undefined).slice(0, SHOWN);
  return (
    <article className={styles.card}>
      <h2>
        <Link to="/objects/$object/$id" params={{ object: object.name, id: row.id }} className={styles.title}>
          {titleText(row[title?.path ?? "id"]) || t("untitled")}
        </Link>
      </h2>
      <dl className={styles.values}>
        {values.map((column) => (
          <div key={column.path}>
            <dt>{labelOf(column.path)}</dt>
            <dd>
              <Cell field={column.field} value={row[column.path]} record={row} place="table" />
            </dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
