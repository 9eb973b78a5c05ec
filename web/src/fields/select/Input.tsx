import { Select } from "antd";

import styles from "../shared/inputs.module.css";
import type { InputProps } from "../types";
import { fits, useChoices } from "./options";

export function Input({ field, value, onChange, id, label, invalid, disabled, autoFocus, onDone }: InputProps) {
  const { choices, pill } = useChoices(field, [value]);
  return (
    <Select
      id={id}
      aria-label={label}
      className={styles.full}
      value={(value as string | null | undefined) ?? null}
      options={choices}
      labelRender={(one) => pill(one.value)}
      onChange={(key?: string) => onChange(key ?? null)}
      onSelect={() => onDone?.()}
      showSearch={{ filterOption: fits }}
      allowClear={field.required !== true}
      status={invalid ? "error" : undefined}
      disabled={disabled}
      autoFocus={autoFocus}
      defaultOpen={autoFocus && onDone !== undefined}
    />
  );
}
