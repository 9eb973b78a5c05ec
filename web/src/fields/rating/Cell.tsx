import { Star } from "lucide-react";
import { useTranslation } from "react-i18next";

import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

export function Cell({ field, value }: CellProps) {
  const { t } = useTranslation("fields");
  const most = Number(field.max ?? 5);
  return (
    <span className={styles.stars} role="img" aria-label={t("rating.of", { count: Number(value), most })}>
      {Array.from({ length: most }, (_, at) => (
        <Star key={at} className={at < Number(value) ? undefined : styles.off} aria-hidden />
      ))}
    </span>
  );
}
