import { Input as TextInput } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "../shared/inputs.module.css";
import type { InputProps } from "../types";

const written = (value: unknown) => (value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2));

/** JSON as text. What is not JSON yet stays as it is typed, and the server says no to it. */
export function Input({ value, onChange, id, label, invalid, disabled, autoFocus }: InputProps) {
  const { t } = useTranslation("fields");
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? written(value);
  const broken = text !== "" && parsed(text) === undefined;
  return (
    <>
      <TextInput.TextArea
        id={id}
      aria-label={label}
        className={styles.mono}
        value={text}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(event.target.value.trim() === "" ? null : (parsed(event.target.value) ?? event.target.value));
        }}
        onBlur={() => !broken && setTyped(null)}
        autoSize={{ minRows: 4, maxRows: 18 }}
        spellCheck={false}
        status={invalid || broken ? "error" : undefined}
        disabled={disabled}
        autoFocus={autoFocus}
      />
      {broken && <span className={styles.hint}>{t("json.broken")}</span>}
    </>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
