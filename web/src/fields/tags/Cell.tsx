import { asList } from "../shared/values";
import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

export function Cell({ value, place }: CellProps) {
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
