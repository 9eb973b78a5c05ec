import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { both } from "@/api/condition";
import { type ObjectDefinition, type Option, useModel, useObject } from "@/api/metadata";
import { aggregateRecords, recordKeys } from "@/api/records";
import { formatMoney, formatNumber } from "@/design/format";
import { Panel } from "@/design/Page";
import { ErrorState, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";
import { colorOf } from "@/design/tokens";

import styles from "./Home.module.css";
import type { PipelinePanel } from "./panels";

interface Row {
  stage: string | null;
  count: number;
  worth?: string | null;
}

/** My pipeline: a bar a stage, as long as what stands there is worth. */
export function Pipeline({ panel }: { panel: PipelinePanel }) {
  const object = useObject(panel.object);
  const options = useModel().field(panel.object, panel.by)?.options;
  return object && options ? <Stages panel={panel} object={object} options={options} /> : null;
}

function Stages({ panel, object, options }: { panel: PipelinePanel; object: ObjectDefinition; options: Option[] }) {
  const { t } = useTranslation("home");
  const labelOf = useLabels();
  const locale = useLocale();
  const query = {
    where: panel.where,
    group_by: [{ field: panel.by, as: "stage" }],
    measures: [{ fn: "count", as: "count" }, ...(panel.sum ? [{ fn: "sum", field: panel.sum, as: "worth" }] : [])],
  };
  const { data, error, refetch } = useQuery({
    queryKey: recordKeys.aggregate(object.name, query),
    queryFn: ({ signal }) => aggregateRecords<Row>(object.name, query, signal),
  });
  const rows = new Map(data?.rows.map((row) => [row.stage, row]));
  const shown = options.filter((option) => (option.category ?? "open") === "open" && !option.retired);
  const worthOf = (amount: string) =>
    data?.currency ? formatMoney({ amount, currency: data.currency }, locale, true) : formatNumber(amount, locale, { notation: "compact" });
  const weight = (row: Row | undefined) => (panel.sum ? Number(row?.worth ?? 0) : (row?.count ?? 0));
  const largest = Math.max(1, ...shown.map((option) => weight(rows.get(option.value))));
  return (
    <Panel title={labelOf(panel.label, labelOf(object.label, object.name))} flush>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} small />
      ) : !data ? (
        <Skeleton lines={6} />
      ) : (
        <ul>
          {shown.map((option) => {
            const row = rows.get(option.value);
            const where = both(panel.where, { field: panel.by, op: "eq", value: option.value });
            return (
              <li key={option.value}>
                <Link to={`/objects/${object.name}`} search={{ where }} className={styles.stage}>
                  <span className="ellipsis">{labelOf(option.label, option.value)}</span>
                  <span className={styles.bar} style={{ "--hue": colorOf(option.color) } as React.CSSProperties}>
                    <i style={{ width: `${(100 * weight(row)) / largest}%` }} />
                  </span>
                  <span className={styles.sum}>
                    <b>{row?.worth ? worthOf(row.worth) : formatNumber(row?.count ?? 0, locale)}</b>
                    <small>{t("deals", { count: row?.count ?? 0 })}</small>
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
