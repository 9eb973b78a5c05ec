import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

export function Cell({ value, place }: CellProps) {
  if (place === "page") return <pre className={styles.json} tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>;
  return <span className={`${styles.clip} ${styles.mono}`}>{JSON.stringify(value).slice(0, 200)}</span>;
}
