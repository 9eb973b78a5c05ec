import { Select } from "antd";

import { useCurrencies } from "../money/currencies";
import styles from "../shared/inputs.module.css";
import type { InputProps } from "../types";

export function Input({ value, onChange, id, label, invalid, disabled, autoFocus }: InputProps) {
  const codes = useCurrencies(value ? String(value) : undefined);
  return (
    <Select
      id={id}
      aria-label={label}
      className={styles.full}
      value={(value as string | null | undefined) ?? null}
      options={codes.map((code) => ({ value: code, label: code }))}
      onChange={(code?: string) => onChange(code ?? null)}
      status={invalid ? "error" : undefined}
      disabled={disabled}
      autoFocus={autoFocus}
      showSearch
      allowClear
    />
  );
}
