import { Input as TextInput } from "antd";

import type { InputProps } from "../types";

/** Enter begins a line; Ctrl-Enter and ⌘-Enter are done. */
export function Input({ value, onChange, id, label, invalid, disabled, autoFocus, onDone }: InputProps) {
  return (
    <TextInput.TextArea
      id={id}
      aria-label={label}
      value={String(value ?? "")}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && onDone?.()}
      autoSize={{ minRows: 3, maxRows: 14 }}
      status={invalid ? "error" : undefined}
      aria-invalid={invalid || undefined}
      disabled={disabled}
      autoFocus={autoFocus}
    />
  );
}
