import { DatePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import styles from "../shared/inputs.module.css";
import type { InputProps } from "../types";

/** What is typed may be written in several ways; the first is how it is shown. */
export const DATE_FORMATS = ["YYYY-MM-DD", "YYYY/M/D", "YYYY.M.D", "YYYYMMDD", "M-D", "M/D"];

export function Input({ value, onChange, id, label, invalid, disabled, autoFocus, onDone }: InputProps) {
  const day = typeof value === "string" && value ? dayjs(value.slice(0, 10)) : null;
  return (
    <DatePicker
      id={id}
      aria-label={label}
      className={styles.full}
      value={day?.isValid() ? day : null}
      format={DATE_FORMATS}
      onChange={(next) => {
        onChange((next as Dayjs | null)?.format("YYYY-MM-DD") ?? null);
        if (next) onDone?.();
      }}
      status={invalid ? "error" : undefined}
      disabled={disabled}
      autoFocus={autoFocus}
      defaultOpen={autoFocus && onDone !== undefined}
      preserveInvalidOnBlur
    />
  );
}
