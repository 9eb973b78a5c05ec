import { DatePicker, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Operand } from "@/api/condition";
import type { Field } from "@/api/metadata";
import { useMe } from "@/api/session";

import { isRange, isSeveral } from "../shared/Between";
import { NumberField } from "../shared/NumberField";
import { asList } from "../shared/values";
import type { FilterProps } from "../types";
import { dayOf, dayOperand } from "./days";
import styles from "./Filter.module.css";
import { COUNTED, DAYS, edgeOf, type Phrase, POINTS, pointOf, pointPhrase, rangeOf, rangePhrase, RANGES } from "./moments";

const ON_DAYS = "days";
const USUAL_COUNT = 30;
const written = (day: unknown) => (day as Dayjs).format("YYYY-MM-DD");

/** "Last 30 days", "this month", or days of the calendar. */
export function Filter(props: FilterProps) {
  const { op, value, onChange } = props;
  if (isRange(op)) return <Choice {...props} names={RANGES} read={rangePhrase} write={rangeOf} />;
  if (isSeveral(op)) return <Choice {...props} names={DAYS} value={asList(value)[0] as Operand} onChange={(one) => onChange(one === undefined ? undefined : [one])} read={pointPhrase} write={(phrase) => pointOf(phrase, "start")} />;
  const names = op === "eq" || op === "ne" ? DAYS : POINTS;
  return <Choice {...props} names={names} read={pointPhrase} write={(phrase) => pointOf(phrase, edgeOf(op))} />;
}

type ChoiceProps = FilterProps & { names: string[]; read: (value: Operand | undefined) => Phrase | undefined; write: (phrase: Phrase) => Operand };

function Choice({ field, op, value, onChange, names, read, write }: ChoiceProps) {
  const { t } = useTranslation("fields");
  const phrase = read(value);
  const [kind, setKind] = useState(phrase?.name ?? (value === undefined ? undefined : ON_DAYS));
  const shown = phrase?.name ?? kind;
  const counted = shown !== undefined && COUNTED.includes(shown);

  function choose(name: string) {
    setKind(name);
    if (name === ON_DAYS) onChange(undefined);
    else onChange(write({ name, count: phrase?.count ?? USUAL_COUNT }));
  }
  return (
    <span className={styles.row}>
      <Select
        className={styles.kind}
        value={shown ?? null}
        options={[{ value: ON_DAYS, label: t(isRange(op) ? "moment.between_days" : "moment.on_a_day") }, ...names.map((name) => ({ value: name, label: t(`moment.${name}_kind`, { defaultValue: t(`moment.${name}`) }) }))]}
        onChange={choose}
        placeholder={t("filter.choose")}
        aria-label={t("moment.kind")}
        listHeight={400}
      />
      {counted && (
        <span className={styles.count}>
          <NumberField
            value={phrase?.count ?? USUAL_COUNT}
            onChange={(count) => Number(count) >= 1 && Number.isInteger(Number(count)) && onChange(write({ name: shown!, count: Number(count) }))}
            suffix={t("moment.days")}
            label={t("moment.count")}
          />
        </span>
      )}
      {shown === ON_DAYS && (isRange(op) ? <Days field={field} value={value} onChange={onChange} /> : <Day field={field} op={op} value={value} onChange={onChange} />)}
    </span>
  );
}

type DayProps = { field: Field; value: Operand | undefined; onChange: (value: Operand | undefined) => void };

function Day({ field, op, value, onChange }: DayProps & { op: string }) {
  const { t } = useTranslation("fields");
  const { zone } = useMe().workspace;
  const day = dayOf(field, value, zone);
  return (
    <DatePicker
      className={styles.rest}
      value={day ? dayjs(day) : null}
      onChange={(next) => onChange(next ? dayOperand(field, written(next), edgeOf(op), zone) : undefined)}
      aria-label={t("moment.on_a_day")}
    />
  );
}

function Days({ field, value, onChange }: DayProps) {
  const { zone } = useMe().workspace;
  const days = asList(value).map((one) => dayOf(field, one, zone));
  return (
    <DatePicker.RangePicker
      className={styles.rest}
      value={[days[0] ? dayjs(days[0]) : null, days[1] ? dayjs(days[1]) : null]}
      onChange={(range) =>
        onChange(range?.[0] && range[1] ? [dayOperand(field, written(range[0]), "start", zone), dayOperand(field, written(range[1]), "end", zone)] : undefined)
      }
    />
  );
}
