import { ColorPicker, Space } from "antd";
import { useTranslation } from "react-i18next";

import { dark, light } from "@/design/tokens";

import { TextField } from "../shared/TextField";
import type { InputProps } from "../types";
import styles from "./color.module.css";

const PRESETS = [light.accent, "#2B62C4", "#4B4FC4", "#7A4BB5", "#A9570B", "#26794A", "#B3332B", "#876A00", "#B03A75", dark.tertiary];

/** Typed as `#0b7a75`, or picked. */
export function Input({ value, onChange, id, label, invalid, disabled, autoFocus, onDone }: InputProps) {
  const { t } = useTranslation("fields");
  const color = typeof value === "string" ? value : null;
  return (
    <Space.Compact className={styles.both}>
      <ColorPicker
        value={color}
        onChangeComplete={(next) => onChange(next.toHexString().slice(0, 7).toLowerCase())}
        onClear={() => onChange(null)}
        presets={[{ label: "", colors: PRESETS }]}
        disabled={disabled}
        disabledFormat
        allowClear
      >
        <button type="button" className={styles.pick} aria-label={t("color.pick")} disabled={disabled}>
          <i style={{ background: color ?? "transparent" }} />
        </button>
      </ColorPicker>
      <TextField {...{ value: color, onChange, id, label, invalid, disabled, autoFocus, onDone }} extra={{ placeholder: "#0b7a75", maxLength: 7 }} />
    </Space.Compact>
  );
}
