import { Check, Minus } from "lucide-react";
import { useTranslation } from "react-i18next";

import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

export function Cell({ value, place }: CellProps) {
  const { t } = useTranslation("fields");
  const Mark = value ? Check : Minus;
  const word = t(value ? "boolean.yes" : "boolean.no");
  if (place === "text") return <>{word}</>;
  return (
    <span className={value ? styles.yes : styles.no} role="img" aria-label={word} title={word}>
      <Mark size={16} strokeWidth={value ? 2.5 : 1.75} aria-hidden />
    </span>
  );
}
