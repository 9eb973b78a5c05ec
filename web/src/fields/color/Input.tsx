import { ColorPicker, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { dark, light } from "@/design/tokens";

import { TextField } from "../shared/TextField";
import type { InputProps } from "../types";
import styles from "./color.module.css";

const PRESETS = [light.accent, "#2B62C4", "#4B4FC4", "#7A4BB5", "#A9570B", "#26794A", "#B3332B", "#876A00", "#B03A75", dark.tertiary];

/** Typed as `#0b7a75`, or picked. */
export function Input({ value, onChange, id, label, invalid, disabled, autoFocus, onDone }: InputProps) {
  const { t } = useTranslation("fields");
  const [typed, setTyped] = useState<string | null>(null);
  const color = typeof value === "string" ? value : null;
  const put = (next: unknown) => {
    setTyped(String(next ?? ""));
    onChange(next);
  };
  return (
    <Space.Compact className={styles.both} onBlur={() => setTyped(null)}>
      <ColorPicker
        value={color}
        onChangeComplete={(next) => put(next.toHexString().slice(0, 7).toLowerCase())}
        onClear={() => put(null)}
        presets={[{ label: "", colors: PRESETS }]}
        disabled={disabled}
        disabledFormat
        allowClear
      >
        <button type="button" className={styles.pick} aria-label={t("color.pick")} disabled={disabled}>
          <i style={{ background: color ?? "transparent" }} />
        </button>
      </ColorPicker>
      <TextField {...{ value: typed ?? color, onChange: put, id, label, invalid, disabled, autoFocus, onDone }} extra={{ placeholder: "#0b7a75", maxLength: 7 }} />
    </Space.Compact>
  );
}
