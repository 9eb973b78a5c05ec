import { Input as TextInput, Select } from "antd";
import { useTranslation } from "react-i18next";

import styles from "../shared/inputs.module.css";
import { asList } from "../shared/values";
import type { FilterProps } from "../types";

const BETWEEN = [",", "，", "、", ";", "；", "\t", "\n"];

export function Filter({ op, value, onChange }: FilterProps) {
  const { t } = useTranslation("fields");
  if (op === "in" || op === "not_in")
    return (
      <Select
        mode="tags"
        className={styles.full}
        value={asList(value) as string[]}
        onChange={(words: string[]) => onChange(words.length ? words : undefined)}
        tokenSeparators={BETWEEN}
        open={false}
        suffixIcon={null}
        placeholder={t("filter.several")}
        aria-label={t("filter.several")}
      />
    );
  return (
    <TextInput
      value={String(value ?? "")}
      onChange={(event) => onChange(event.target.value || undefined)}
      placeholder={t("filter.text")}
      aria-label={t("filter.text")}
      allowClear
    />
  );
}
