import type { CellProps } from "../types";
import styles from "./cells.module.css";

/** A link that leaves the app: on pages only, since a click in a table opens the record. */
export function OutsideLink({ href, text, place }: { href: string; text: string; place: CellProps["place"] }) {
  if (place === "text") return <>{text}</>;
  if (place === "table") return <span className={styles.clip} title={text}>{text}</span>;
  const outside = href.startsWith("http");
  return (
    <a href={href} className={styles.text} {...(outside ? { target: "_blank", rel: "noopener noreferrer" } : {})}>
      {text}
    </a>
  );
}
