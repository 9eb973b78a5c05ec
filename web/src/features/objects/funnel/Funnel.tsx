import { Select } from "antd";
import { Lock } from "lucide-react";
import { useTranslation } from "react-i18next";

import { type Field, useModel } from "@/api/metadata";
import { formatNumber } from "@/design/format";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import { Empty } from "../Empty";
import type { KindProps } from "../kinds";
import { Drawing } from "./Drawing";
import styles from "./Funnel.module.css";
import { Numbers } from "./Numbers";
import { type FunnelAnswer, PERIODS, type Span, useFunnel, useSpan } from "./useFunnel";

/** How far records come through the stages of a field. */
export function Funnel(props: KindProps) {
  const { t } = useTranslation("objects");
  const field = useModel().field(props.object.name, props.view.by ?? "");
  if (!field?.options)
    return (
      <Message icon={<Lock />} title={t("funnel.no_field")}>
        {t("funnel.no_field_text")}
      </Message>
    );
  return <Stages {...props} field={field} />;
}

function Stages({ object, view, where, onClear, field }: KindProps & { field: Field }) {
  const { t } = useTranslation("objects");
  const value = object.fields.find((one) => one.name === view.value && one.measures.includes("sum"));
  const days = object.fields.filter((one) => (one.type === "date" || one.type === "datetime") && one.name !== "deleted_at");
  const [span, setSpan] = useSpan(["created_at", ...days.map((one) => one.name).filter((name) => name !== "created_at")]);
  const { data, error, refetch, isPlaceholderData } = useFunnel(object, field.name, value?.name, where, span);
  const clear = () => (span.period === "all" ? onClear() : setSpan({ period: "all" }));
  return (
    <div className={styles.funnel}>
      <PeriodChooser span={span} days={days} onChange={setSpan} />
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton lines={12} />
      ) : data.records === 0 ? (
        <Empty object={object} filtered={where !== undefined || span.period !== "all"} onClear={clear} onCreated={() => void refetch()} />
      ) : (
        <div className={isPlaceholderData ? styles.waiting : undefined} aria-busy={isPlaceholderData}>
          <Drawing field={field} answer={data} />
          <Honesty answer={data} />
          <h2 className={styles.heading}>{t("funnel.table")}</h2>
          <Numbers field={field} value={value} answer={data} />
        </div>
      )}
    </div>
  );
}

function PeriodChooser({ span, days, onChange }: { span: Span; days: Field[]; onChange: (changes: Partial<Span>) => void }) {
  const { t } = useTranslation("objects");
  const labelOf = useLabels();
  return (
    <div className={styles.periods}>
      <Select
        aria-label={t("funnel.period")}
        className={styles.period}
        value={span.period}
        onChange={(period) => onChange({ period })}
        options={PERIODS.map((value) => ({ value, label: t(`funnel.periods.${value}`) }))}
      />
      {span.period !== "all" && (
        <Select
          aria-label={t("funnel.within")}
          className={styles.period}
          value={span.field}
          onChange={(field) => onChange({ field })}
          options={days.map((day) => ({ value: day.name, label: t("funnel.by_day", { field: labelOf(day.label, day.name) }) }))}
        />
      )}
    </div>
  );
}

/** For how many of the records the times are known, and that the rest is not guessed. */
function Honesty({ answer }: { answer: FunnelAnswer }) {
  const { t } = useTranslation("objects");
  const locale = useLocale();
  const numbers = { timed: formatNumber(answer.timed, locale), records: formatNumber(answer.records, locale) };
  return (
    <p className={styles.honesty}>
      {t(answer.timed === 0 ? "funnel.untimed" : answer.timed < answer.records ? "funnel.timed" : "funnel.all_timed", numbers)}
      {answer.sampled && ` ${t("funnel.sampled")}`}
    </p>
  );
}
