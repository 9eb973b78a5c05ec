import { Switch } from "antd";

import type { InputProps } from "../types";

export function Input({ value, onChange, id, label, disabled, autoFocus, onDone }: InputProps) {
  return (
    <Switch
      id={id}
      aria-label={label}
      checked={value === true}
      onChange={(next) => {
        onChange(next);
        onDone?.();
      }}
      disabled={disabled}
      autoFocus={autoFocus}
    />
  );
}
