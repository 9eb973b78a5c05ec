/** Counts and sums below the columns: asked for by a click, computed by the server over all that fits. */
import { useQuery } from "@tanstack/react-query";
import { Dropdown } from "antd";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import type { Field, Measure } from "@/api/metadata";
import { aggregateRecords, recordKeys } from "@/api/records";
import { useMe } from "@/api/session";
import { formatMoney, formatNumber } from "@/design/format";
import { useLocale } from "@/design/text";
import { Cell } from "@/fields";

import styles from "./RecordTable.module.css";
import type { Column } from "./RecordTableColumns";
import { type MeasureChoice, measureName } from "./RecordTableGroups";
import { CHECK_WIDTH } from "./RecordTableRow";

interface FootProps {
  object: string;
  where?: Condition;
  columns: Column[];
  selectable: boolean;
  measures: MeasureChoice;
  onMeasures: (measures: MeasureChoice) => void;
}

export function RecordTableFoot({ object, where, columns, selectable, measures, onMeasures }: FootProps) {
  const { t } = useTranslation("metadata-ui");
  const asked = {
    where,
    measures: Object.entries(measures).map(([path, fn]) => ({ fn, field: path, as: measureName(path) })),
  };
  const found = useQuery({
    queryKey: recordKeys.aggregate(object, asked),
    queryFn: ({ signal }) => aggregateRecords(object, asked, signal),
    enabled: asked.measures.length > 0,
    select: (answer) => answer.rows[0],
    placeholderData: (before) => before,
  });
  const choose = (path: string, fn: string) => {
    const rest = Object.fromEntries(Object.entries(measures).filter(([one]) => one !== path));
    onMeasures(fn === "none" ? rest : { ...rest, [path]: fn as Measure });
  };
  return (
    <div role="rowgroup" className={styles.foot}>
      <div role="row" className={styles.line} style={{ height: 35 }}>
        {selectable && <div role="gridcell" className={`${styles.footCell} ${styles.sticky}`} />}
        {columns.map((column, at) => {
          const measure = measures[column.path];
          const offered = column.fields.length === 1 || !column.field.part ? column.field.measures : [];
          const style = at === 0 && selectable ? ({ "--left": `${CHECK_WIDTH}px` } as React.CSSProperties) : undefined;
          const classes = [styles.footCell, column.align === "right" && styles.right, at === 0 && styles.sticky];
          return (
            <div role="gridcell" key={column.path} className={classes.filter(Boolean).join(" ")} style={style}>
              {offered.length > 0 && (
                <Dropdown
                  trigger={["click"]}
                  menu={{
                    selectable: true,
                    selectedKeys: [measure ?? "none"],
                    items: ["none" as const, ...offered].map((fn) => ({ key: fn, label: t(`table.measures.${fn}`) })),
                    onClick: ({ key }) => choose(column.path, key),
                  }}
                >
                  <button type="button" title={found.error ? found.error.message : undefined}>
                    {measure ? (
                      <>
                        <span>{t(`table.measures.${measure}`)}</span>
                        <strong className="ellipsis">
                          {found.error ? "–" : <Measured field={column.field} fn={measure} value={found.data?.[measureName(column.path)]} />}
                        </strong>
                      </>
                    ) : (
                      <span className={styles.offer}>{t("table.measure")}</span>
                    )}
                  </button>
                </Dropdown>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** A measured value as its field writes it; money is counted in the workspace's currency. */
export function Measured({ field, fn, value }: { field: Field; fn: Measure; value: unknown }) {
  const locale = useLocale();
  const { currency } = useMe().workspace;
  if (value === undefined) return <>…</>;
  if (value === null) return <>–</>;
  if (fn === "count_distinct") return <>{formatNumber(value as number, locale)}</>;
  if (field.type === "money") return <>{formatMoney({ amount: String(value), currency }, locale, Math.abs(Number(value)) >= 1e6)}</>;
  if (fn === "avg") return <>{formatNumber(Number(value), locale, { maximumFractionDigits: 2 })}{field.type === "percent" ? "%" : ""}</>;
  return <Cell field={field} value={value} place="table" />;
}
