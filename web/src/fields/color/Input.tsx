import { ColorPicker } from "antd";

import { dark, light } from "@/design/tokens";

import type { InputProps } from "../types";

const PRESETS = [light.accent, "#2B62C4", "#4B4FC4", "#7A4BB5", "#A9570B", "#26794A", "#B3332B", "#876A00", "#B03A75", dark.tertiary];

export function Input({ value, onChange, disabled, onDone }: InputProps) {
  return (
    <ColorPicker
      value={typeof value === "string" ? value : null}
      onChangeComplete={(color) => onChange(color.toHexString().slice(0, 7).toLowerCase())}
      onClear={() => onChange(null)}
      onOpenChange={(open) => !open && onDone?.()}
      presets={[{ label: "", colors: PRESETS }]}
      disabled={disabled}
      disabledFormat
      allowClear
      showText={(color) => (value ? color.toHexString().slice(0, 7) : "–")}
    />
  );
}
