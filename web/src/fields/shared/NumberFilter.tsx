import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Operand } from "@/api/condition";

import type { FilterProps } from "../types";
import { Between, isRange, isSeveral } from "./Between";
import styles from "./inputs.module.css";
import { NumberField } from "./NumberField";
import { readDecimal } from "./numbers";
import { asList } from "./values";

/** Numbers are compared by what they say: text keeps digits that a JSON number would lose. */
export function NumberFilter({ op, value, onChange, suffix, prefix }: FilterProps & { suffix?: ReactNode; prefix?: ReactNode }) {
  const { t } = useTranslation("fields");
  if (isSeveral(op))
    return (
      <Select
        mode="tags"
        className={styles.full}
        value={asList(value).map(String)}
        onChange={(words: string[]) => {
          const numbers = words.flatMap((one) => readDecimal(one) ?? []);
          onChange(numbers.length ? numbers : undefined);
        }}
        tokenSeparators={[" ", "，", "、", ";", "；"]}
        open={false}
        suffixIcon={null}
        placeholder={t("filter.several")}
        aria-label={t("filter.several")}
      />
    );
  const field = (one: Operand | undefined, put: (next: Operand | undefined) => void, label: string) => (
    <NumberField value={one} onChange={(next) => put((next as Operand) ?? undefined)} suffix={suffix} prefix={prefix} placeholder={label} label={label} />
  );
  if (isRange(op)) return <Between value={value} onChange={onChange} end={(one, put, at) => field(one, put, t(at ? "filter.most" : "filter.least"))} />;
  return field(value, onChange, t("filter.number"));
}
