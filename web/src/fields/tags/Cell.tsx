import { useLocale } from "@/design/text";

import { asList, listed } from "../shared/values";
import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

export function Cell({ value, place }: CellProps) {
  const locale = useLocale();
  if (place === "text") return <>{listed(asList(value).map(String), locale)}</>;
  return (
    <span className={place === "page" ? styles.wrap : styles.one}>
      {asList(value).map((word) => (
        <span key={String(word)} className={styles.tag}>
          {String(word)}
        </span>
      ))}
    </span>
  );
}
