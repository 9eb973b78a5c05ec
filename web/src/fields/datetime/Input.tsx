import { DatePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { useMe } from "@/api/session";

import styles from "../shared/inputs.module.css";
import type { InputProps } from "../types";
import { momentAt, momentText, wallOf } from "./zone";

const FORMATS = ["YYYY-MM-DD HH:mm", "YYYY/M/D HH:mm", "YYYY-MM-DD"];

/** Days and hours of the workspace's zone, wherever the browser is. */
export function Input({ value, onChange, id, label, invalid, disabled, autoFocus, onDone }: InputProps) {
  const { zone } = useMe().workspace;
  const shown = typeof value === "string" && !Number.isNaN(Date.parse(value)) ? dayjs(wallOf(value, zone)) : null;
  // What is being picked counts at once: a click elsewhere leaves nothing behind that is not confirmed.
  const tell = (day: Dayjs | null) => onChange(day ? momentText(momentAt(day.format("YYYY-MM-DDTHH:mm:ss"), zone)) : null);
  return (
    <DatePicker
      id={id}
      aria-label={label}
      className={styles.full}
      showTime={{ format: "HH:mm", minuteStep: 5 }}
      value={shown}
      format={FORMATS}
      needConfirm={false}
      onCalendarChange={(next) => tell(next as Dayjs | null)}
      onChange={(next) => {
        tell(next as Dayjs | null);
        if (next) onDone?.();
      }}
      status={invalid ? "error" : undefined}
      disabled={disabled}
      autoFocus={autoFocus}
    />
  );
}
