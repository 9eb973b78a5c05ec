import { Input as TextInput } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { isDone } from "../shared/TextField";
import type { InputProps } from "../types";

const MASK = /^•+$/;

/** What is stored never comes here: typing replaces it. */
export function Input({ value, onChange, id, label, invalid, disabled, autoFocus, onDone }: InputProps) {
  const { t } = useTranslation("fields");
  const [stored] = useState(value);
  const kept = typeof stored === "string" && MASK.test(stored);
  const typed = typeof value === "string" && !MASK.test(value) ? value : "";
  return (
    <TextInput.Password
      id={id}
      aria-label={label}
      value={typed}
      onChange={(event) => onChange(event.target.value || (kept ? stored : null))}
      onKeyDown={(event) => isDone(event) && onDone?.()}
      placeholder={kept ? t("secret.kept") : undefined}
      status={invalid ? "error" : undefined}
      aria-invalid={invalid || undefined}
      disabled={disabled}
      autoFocus={autoFocus}
      autoComplete="new-password"
    />
  );
}
