import { useState } from "react";
import { useTranslation } from "react-i18next";

import { TextField } from "../shared/TextField";
import styles from "../shared/inputs.module.css";
import type { InputProps } from "../types";
import type { Point } from "./Cell";
import { readPoint } from "./point";

/** Latitude and longitude as maps give them to be copied. */
export function Input({ value, onChange, ...props }: InputProps) {
  const { t } = useTranslation("fields");
  const [typed, setTyped] = useState<string | null>(null);
  const point = value as Point | string | null | undefined;
  const shown = point && typeof point === "object" ? `${point.lat}, ${point.lng}` : point;
  return (
    <span className={styles.block} onBlur={() => setTyped(null)}>
      <TextField
        {...props}
        value={typed ?? shown}
        onChange={(text) => {
          setTyped(String(text ?? ""));
          onChange(text === null ? null : (readPoint(String(text)) ?? text));
        }}
        extra={{ placeholder: t("geo.example") }}
      />
    </span>
  );
}
