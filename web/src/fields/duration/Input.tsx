import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useLocale } from "@/design/text";

import { TextField } from "../shared/TextField";
import styles from "../shared/inputs.module.css";
import type { InputProps } from "../types";
import { readLength, spokenLength } from "./length";

/** Typed as it is said; what can't be read is left to the server. */
export function Input({ value, onChange, ...props }: InputProps) {
  const { t } = useTranslation("fields");
  const locale = useLocale();
  const [typed, setTyped] = useState<string | null>(null);
  const spoken = typeof value === "number" ? spokenLength(value, locale) : value;
  return (
    <span className={styles.block} onBlur={() => setTyped(null)}>
      <TextField
        {...props}
        value={typed ?? spoken}
        onChange={(text) => {
          setTyped(String(text ?? ""));
          onChange(text === null ? null : (readLength(String(text)) ?? text));
        }}
        extra={{ placeholder: t("duration.example") }}
      />
    </span>
  );
}
