import { Rate } from "antd";

import type { InputProps } from "../types";

export function Input({ field, value, onChange, disabled, autoFocus, onDone }: InputProps) {
  return (
    <Rate
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
