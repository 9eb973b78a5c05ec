import { Select } from "antd";
import { useTranslation } from "react-i18next";

import styles from "../shared/inputs.module.css";
import { asList } from "../shared/values";
import type { InputProps } from "../types";

const BETWEEN = [",", "，", "、", ";", "；"];

export function Input({ value, onChange, id, label, invalid, disabled, autoFocus }: InputProps) {
  const { t } = useTranslation("fields");
  return (
    <Select
      id={id}
      aria-label={label}
      mode="tags"
      className={styles.full}
      value={asList(value) as string[]}
      onChange={(words: string[]) => onChange(words.map((one) => one.trim()).filter(Boolean))}
      tokenSeparators={BETWEEN}
      placeholder={t("tags.hint")}
      open={false}
      suffixIcon={null}
      status={invalid ? "error" : undefined}
      disabled={disabled}
      autoFocus={autoFocus}
      allowClear
    />
  );
}
