/**
 * The one table of records: lists, related lists, results. Rows are read as they are scrolled to; a cell cursor makes it a grid
 * that works without a mouse; cells are edited in place.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import { App, Button } from "antd";
import { RotateCw } from "lucide-react";
import { type ReactNode, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import { type Sort, useModel, useObject } from "@/api/metadata";
import { ErrorState, Message } from "@/design/States";

import styles from "./RecordTable.module.css";
import { columnsOf, defaultColumns, fieldsOf, selectOf } from "./RecordTableColumns";
import { type Editing, RecordTableEditor, useSave } from "./RecordTableEditor";
import { RecordTableFoot } from "./RecordTableFoot";
import { GroupRow } from "./RecordTableGroupRow";
import { useGrid } from "./RecordTableGrid";
import type { MeasureChoice } from "./RecordTableGroups";
import { RecordTableHead } from "./RecordTableHead";
import { CHECK_WIDTH, RecordTableRow, ROW, WaitingRow } from "./RecordTableRow";
import { isSelected, NOTHING, type Selection, withRows } from "./RecordTableSelection";
import { type Records, useRecords } from "./useRecords";

export interface RecordTableProps {
  object: string;
  /** Paths; without them what the object's metadata suggests. */
  columns?: string[];
  where?: Condition;
  sort?: Sort[];
  /** Without it, a click on a header sorts this table alone. */
  onSort?: (sort: Sort[]) => void;
  group?: string;
  widths?: Readonly<Record<string, number>>;
  onWidth?: (path: string, width: number | null) => void;
  /** What is summed up below; with `onMeasures` a footer offers it. */
  measures?: MeasureChoice;
  onMeasures?: (measures: MeasureChoice) => void;
  selection?: Selection;
  onSelection?: (selection: Selection) => void;
  editable?: boolean;
  /** As high as its rows, up to this many pixels; without it the table fills its place. */
  maxHeight?: number;
  label?: string;
  /** Shown where no record fits. */
  empty?: ReactNode;
  /** Hears of the rows whenever they change: for counts and for reading them anew. */
  onRecords?: (records: Records) => void;
}

const HEAD = 36;
const NO_SORT: Sort[] = [];

export function RecordTable(props: RecordTableProps) {
  const definition = useObject(props.object);
  const { t } = useTranslation("metadata-ui");
  if (!definition) return <Message small icon={<RotateCw />} title={t("table.no_object")} />;
  return <Table key={props.object} {...props} />;
}

function Table(props: RecordTableProps) {
  const { object, where, group, widths, maxHeight, selection = NOTHING, onSelection, editable = false, empty } = props;
  const model = useModel();
  const definition = model.object(object)!;
  const { t } = useTranslation("metadata-ui");
  const [ownSort, setOwnSort] = useState(props.sort ?? NO_SORT);
  const sort = props.onSort ? (props.sort ?? NO_SORT) : ownSort;
  const paths = props.columns ?? defaultColumns(definition);
  const key = paths.join();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the paths themselves are what counts
  const columns = useMemo(() => columnsOf(model, definition, paths, widths), [model, definition, key, widths]);
  const groupField = group ? fieldsOf(model, object, group)?.at(-1) : undefined;
  const measures = props.measures ?? {};
  const records = useRecords({
    object,
    where,
    select: selectOf(columns),
    sort,
    group: groupField && group,
    measures,
  });
  const { store, revision } = records;
  const { onRecords } = props;
  useEffect(() => onRecords?.(records), [onRecords, revision, records.waiting, records.fresh, records.error, store]); // eslint-disable-line react-hooks/exhaustive-deps

  const selectable = onSelection !== undefined;
  const scroller = useRef<HTMLDivElement>(null);
  const count = store.length;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    useFlushSync: false,
    initialOffset: store.scrolled,
    scrollPaddingEnd: HEAD + (props.onMeasures ? ROW : 0),
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const slidTo = useRef<number | null>(null);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    if (slidTo.current !== null) {
      // The window is as high as it will be: what was on the screen stays there.
      box.scrollTop = slidTo.current;
      slidTo.current = null;
      return;
    }
    // Where the box stands, not what has been drawn: after a slide that is a moment behind.
    const top = Math.floor(box.scrollTop / ROW);
    const moved = store.slide(top, top + Math.ceil(box.clientHeight / ROW));
    if (moved === 0) return store.need(first, last);
    slidTo.current = virtual.scrollOffset = box.scrollTop - moved * ROW;
  }, [store, virtual, first, last, revision]);
  const shownStore = useRef(store);
  useEffect(() => {
    if (shownStore.current !== store) scroller.current?.scrollTo({ top: store.scrolled });
    shownStore.current = store;
  }, [store]);

  const id = useId();
  const grid = useGrid({ ...props, columns, store, selection, editable, virtual, count });
  const save = useSave(definition, store);
  const { message } = App.useApp();
  const wrote = async (editing: Editing, value: unknown) => {
    const refused = await save(editing, value);
    if (refused && !grid.reopen({ ...editing, ...refused, value })) void message.error(refused.problem);
  };

  const template = `${selectable ? `${CHECK_WIDTH}px ` : ""}${columns.map((one) => `${one.width}px`).join(" ")} minmax(0, 1fr)`;
  const loaded = store.rows();
  const chosenRows = selectable ? loaded.filter((row) => isSelected(selection, row.id)).length : 0;
  const chosen = chosenRows === 0 ? "none" : chosenRows === loaded.length ? "all" : "some";
  const nothing = store.ready && count === 0 && !records.waiting;
  const height = maxHeight && Math.min(maxHeight, HEAD + Math.max(1, count) * ROW + 2 + (nothing ? 120 : 0));

  if (records.error && !store.ready) return <ErrorState error={records.error} retry={() => (store.retry(), records.refresh())} small={!!maxHeight} />;
  return (
    <div className={styles.frame} style={height ? { height, flex: "none" } : undefined}>
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={store.exactCount === null ? -1 : store.exactCount + 1}
        aria-colcount={columns.length + (selectable ? 1 : 0)}
        aria-multiselectable={selectable || undefined}
        aria-busy={records.waiting || !store.ready}
        aria-activedescendant={grid.cursor ? `${id}-${grid.cursor.row}-${grid.cursor.column}` : undefined}
        className={`${styles.scroller} ${records.waiting ? styles.waiting : ""}`}
        style={{ "--columns": template } as React.CSSProperties}
        onKeyDown={grid.pressed}
        onScroll={(event) => {
          store.scrolled = event.currentTarget.scrollTop;
        }}
      >
        <div className={nothing ? `${styles.inner} ${styles.short}` : styles.inner} role="presentation">
          <RecordTableHead
            columns={columns}
            selectable={selectable}
            chosen={chosen}
            onChooseAll={(all) => onSelection?.(all ? withRows(selection, loaded.map((row) => row.id), true) : NOTHING)}
            sort={sort}
            onSort={props.onSort ?? setOwnSort}
            onWidth={props.onWidth}
          />
          <div className={styles.body} role="rowgroup" style={{ height: count * ROW }}>
            {items.map(({ index, start }) => {
              const item = store.at(index);
              if (item?.kind === "row")
                return (
                  <RecordTableRow
                    key={item.row.id}
                    id={id}
                    object={object}
                    row={item.row}
                    index={index}
                    top={start}
                    columns={columns}
                    selectable={selectable}
                    editable={editable}
                    chosen={selectable && isSelected(selection, item.row.id)}
                    gone={store.gone.has(item.row.id)}
                    flashing={store.flashing.has(item.row.id)}
                    cursor={grid.cursor?.row === index ? grid.cursor.column : null}
                    actions={grid.actions}
                    t={t}
                  />
                );
              if (item?.kind === "group")
                return (
                  <GroupRow
                    key={`group-${item.section.key}`}
                    section={item.section}
                    index={index}
                    top={start}
                    width={virtual.scrollRect?.width ?? 800}
                    field={groupField!}
                    columns={columns}
                    measures={measures}
                    columnCount={columns.length + (selectable ? 1 : 0)}
                    onToggle={() => store.toggle(item.section)}
                  />
                );
              if (item?.kind === "failed" || (item?.kind === "waiting" && item.section.error && item.at % 100 === 0))
                return (
                  <div role="row" key={`failed-${index}`} className={styles.failedRow} style={{ top: start }}>
                    <span role="gridcell">
                      {t("table.page_failed")}{" "}
                      <Button size="small" onClick={() => store.retry(item.section)}>
                        {t("table.retry")}
                      </Button>
                    </span>
                  </div>
                );
              return <WaitingRow key={`waiting-${index}`} top={start} index={index} columns={columns.length + (selectable ? 1 : 0)} />;
            })}
            {grid.editing && (
              <RecordTableEditor
                key={`${grid.editing.row.id}-${grid.editing.column.path}-${grid.editing.problem ?? ""}`}
                editing={grid.editing}
                box={grid.box()}
                onLeave={grid.leave}
                onValue={(value) => void wrote(grid.editing!, value)}
              />
            )}
          </div>
          {props.onMeasures && count > 0 && (
            <RecordTableFoot {...{ object, where, columns, selectable, measures }} onMeasures={props.onMeasures} />
          )}
        </div>
        {nothing && (empty ?? <p className={styles.note}>{t("table.empty")}</p>)}
        {records.moreGroups && <p className={styles.note}>{t("table.more_groups")}</p>}
      </div>
      {records.fresh !== 0 && (
        <Button size="small" type="primary" className={styles.fresh} onClick={() => (scroller.current?.scrollTo({ top: 0 }), records.refresh())}>
          {records.fresh === null ? t("table.many_changes") : t("table.fresh", { count: records.fresh })}
        </Button>
      )}
    </div>
  );
}
