import { formatNumber } from "@/design/format";
import { useLocale } from "@/design/text";

import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

/** The number, and a bar where it is a share of a whole. */
export function Cell({ value, place }: CellProps) {
  const locale = useLocale();
  const share = Number(value);
  const text = `${formatNumber(value as string, locale, { maximumFractionDigits: 12 })}%`;
  if (place === "text") return <>{text}</>;
  return (
    <span className={`${styles.bar} ${place === "page" ? styles.page : ""}`}>
      {share >= 0 && share <= 100 && (
        <i aria-hidden>
          <b style={{ width: `${share}%` }} />
        </i>
      )}
      <span>{text}</span>
    </span>
  );
}
