import type { CellProps } from "../types";
import styles from "./cells.module.css";

/** Text: one clipped line in a table, all of it elsewhere. */
export function Clipped({ place, children, mono }: { place: CellProps["place"]; children: string; mono?: boolean }) {
  const font = mono ? styles.mono : "";
  if (place === "text") return <>{children}</>;
  if (place === "page") return <span className={`${styles.text} ${font}`}>{children}</span>;
  return (
    <span className={`${styles.clip} ${font}`} title={children}>
      {children}
    </span>
  );
}
