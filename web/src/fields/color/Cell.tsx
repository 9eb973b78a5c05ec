import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

export function Cell({ value }: CellProps) {
  return (
    <span className={styles.line}>
      <span className={styles.swatch} style={{ background: String(value) }} aria-hidden />
      <span className={styles.mono}>{String(value)}</span>
    </span>
  );
}
