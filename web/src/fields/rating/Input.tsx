import { Rate } from "antd";

import styles from "../shared/inputs.module.css";
import type { InputProps } from "../types";

export function Input({ field, value, onChange, disabled, autoFocus, onDone }: InputProps) {
  return (
    <Rate
      className={styles.stars}
      count={Number(field.max ?? 5)}
      value={Number(value ?? 0)}
      onChange={(stars) => {
        onChange(stars || null);
        onDone?.();
      }}
      disabled={disabled}
      autoFocus={autoFocus}
    />
  );
}
