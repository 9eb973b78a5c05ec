import { Input as TextInput } from "antd";
import { type ReactNode, useState } from "react";

import { formatNumber } from "@/design/format";
import { useLocale } from "@/design/text";

import type { InputProps } from "../types";
import styles from "./inputs.module.css";
import { readDecimal } from "./numbers";
import { isDone } from "./TextField";

type NumberProps = Omit<InputProps, "field"> & {
  /** The value of what is typed; unreadable text is given on, for the server to say what is wrong with it. */
  read?: (typed: string) => unknown;
  suffix?: ReactNode;
  prefix?: ReactNode;
  placeholder?: string;
};

const decimal = (typed: string) => {
  const read = readDecimal(typed);
  return read === undefined ? typed : read;
};

/** A number with its thousands apart, plain while it is edited. A turning wheel never changes it. */
export function NumberField({ value, onChange, id, invalid, disabled, autoFocus, onDone, read = decimal, suffix, prefix, placeholder, label }: NumberProps) {
  const locale = useLocale();
  const [typed, setTyped] = useState<string | null>(null);
  const plain = value === null || value === undefined ? "" : String(value);
  const readable = readDecimal(plain);
  return (
    <TextInput
      id={id}
      className={styles.number}
      inputMode="decimal"
      value={typed ?? (readable ? formatNumber(readable, locale, { maximumFractionDigits: 12 }) : plain)}
      onFocus={(event) => {
        setTyped(plain);
        const input = event.target;
        requestAnimationFrame(() => document.activeElement === input && input.select());
      }}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(read(event.target.value));
      }}
      onBlur={() => setTyped(null)}
      onKeyDown={(event) => isDone(event) && onDone?.()}
      prefix={prefix}
      suffix={suffix}
      placeholder={placeholder}
      aria-label={label}
      status={invalid ? "error" : undefined}
      aria-invalid={invalid || undefined}
      disabled={disabled}
      autoFocus={autoFocus}
      autoComplete="off"
    />
  );
}
