import { Input as TextInput } from "antd";
import type { ComponentProps, KeyboardEvent } from "react";

import type { InputProps } from "../types";

type Extra = Pick<ComponentProps<typeof TextInput>, "type" | "inputMode" | "maxLength" | "placeholder" | "prefix" | "suffix" | "autoComplete" | "spellCheck" | "className">;

/** Enter while an input method composes a word belongs to the word. */
export const isDone = (event: KeyboardEvent) => event.key === "Enter" && !event.nativeEvent.isComposing;

/** A line of text. */
export function TextField({ value, onChange, id, label, invalid, disabled, autoFocus, onDone, extra }: Omit<InputProps, "field"> & { extra?: Extra }) {
  return (
    <TextInput
      id={id}
      aria-label={label}
      value={String(value ?? "")}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
      onKeyDown={(event) => isDone(event) && onDone?.()}
      status={invalid ? "error" : undefined}
      aria-invalid={invalid || undefined}
      disabled={disabled}
      autoFocus={autoFocus}
      autoComplete="off"
      {...extra}
    />
  );
}
