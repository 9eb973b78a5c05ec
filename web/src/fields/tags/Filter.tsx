import { Select } from "antd";
import { useTranslation } from "react-i18next";

import styles from "../shared/inputs.module.css";
import { asList } from "../shared/values";
import type { FilterProps } from "../types";

export function Filter({ value, onChange }: FilterProps) {
  const { t } = useTranslation("fields");
  return (
    <Select
      mode="tags"
      className={styles.full}
      value={asList(value) as string[]}
      onChange={(words: string[]) => onChange(words.length ? words : undefined)}
      tokenSeparators={[",", "，", "、", ";", "；"]}
      open={false}
      suffixIcon={null}
      placeholder={t("tags.hint")}
      aria-label={t("tags.hint")}
    />
  );
}
