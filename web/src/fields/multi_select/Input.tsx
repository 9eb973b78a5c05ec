import { Select } from "antd";

import { fits, useChoices } from "../select/options";
import { Chosen } from "../shared/Chosen";
import styles from "../shared/inputs.module.css";
import { asList } from "../shared/values";
import type { InputProps } from "../types";

export function Input({ field, value, onChange, id, label, invalid, disabled, autoFocus }: InputProps) {
  const chosen = asList(value) as string[];
  const { choices, pill } = useChoices(field, chosen);
  return (
    <Select
      id={id}
      aria-label={label}
      mode="multiple"
      className={styles.full}
      value={chosen}
      options={choices}
      tagRender={(tag) => (
        <Chosen closable={tag.closable} onClose={tag.onClose}>
          {pill(tag.value)}
        </Chosen>
      )}
      onChange={(keys: string[]) => onChange(keys)}
      showSearch={{ filterOption: fits }}
      allowClear
      status={invalid ? "error" : undefined}
      disabled={disabled}
      autoFocus={autoFocus}
    />
  );
}
