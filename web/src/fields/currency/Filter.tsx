import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { useCurrencies } from "../money/currencies";
import { isSeveral } from "../shared/Between";
import styles from "../shared/inputs.module.css";
import { asList } from "../shared/values";
import type { FilterProps } from "../types";

export function Filter({ op, value, onChange }: FilterProps) {
  const { t } = useTranslation("fields");
  const chosen = asList(value) as string[];
  const options = useCurrencies(...chosen).map((code) => ({ value: code, label: code }));
  return (
    <Select
      className={styles.full}
      mode={isSeveral(op) ? "multiple" : undefined}
      value={chosen}
      options={options}
      onChange={(next: string | string[] | undefined) => onChange(next === undefined || next.length === 0 ? undefined : next)}
      placeholder={t("filter.choose")}
      aria-label={t("filter.choose")}
      showSearch
      allowClear
    />
  );
}
