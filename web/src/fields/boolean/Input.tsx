import { Switch } from "antd";

import type { InputProps } from "../types";

export function Input({ value, onChange, id, disabled, autoFocus, onDone }: InputProps) {
  return (
    <Switch
      id={id}
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
