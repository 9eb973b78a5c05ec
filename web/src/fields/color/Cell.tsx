import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

export function Cell({ value, place }: CellProps) {
  if (place === "text") return <>{String(value)}</>;
  return (
    <span className={styles.line}>
      <span className={styles.swatch} style={{ background: String(value) }} aria-hidden />
      <span className={styles.mono}>{String(value)}</span>
    </span>
  );
}
