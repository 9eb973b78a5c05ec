import { Star } from "lucide-react";
import { useTranslation } from "react-i18next";

import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

export function Cell({ field, value, place }: CellProps) {
  const { t } = useTranslation("fields");
  const most = Number(field.max ?? 5);
  const words = t("rating.of", { count: Number(value), most });
  if (place === "text") return <>{words}</>;
  return (
    <span className={styles.stars} role="img" aria-label={words}>
      {Array.from({ length: most }, (_, at) => (
        <Star key={at} className={at < Number(value) ? undefined : styles.off} aria-hidden />
      ))}
    </span>
  );
}
