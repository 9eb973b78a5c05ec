import { TimePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import styles from "../shared/inputs.module.css";
import type { InputProps } from "../types";

export function Input({ value, onChange, id, label, invalid, disabled, autoFocus, onDone }: InputProps) {
  const shown = typeof value === "string" && value ? dayjs(`2000-01-01T${value}`) : null;
  const tell = (time: Dayjs | null) => onChange(time?.format("HH:mm:ss") ?? null);
  return (
    <TimePicker
      id={id}
      aria-label={label}
      className={styles.full}
      value={shown?.isValid() ? shown : null}
      format={["HH:mm", "H:mm", "HHmm"]}
      minuteStep={5}
      needConfirm={false}
      onCalendarChange={(next) => tell(next as Dayjs | null)}
      onChange={(next) => {
        tell(next);
        if (next) onDone?.();
      }}
      status={invalid ? "error" : undefined}
      disabled={disabled}
      autoFocus={autoFocus}
    />
  );
}
