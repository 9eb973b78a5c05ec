import { useTranslation } from "react-i18next";

import { formatNumber } from "@/design/format";
import { useLocale } from "@/design/text";

import styles from "./ObjectPage.module.css";
import type { Count } from "./useCount";

export function CountNote({ count }: { count: Count }) {
  const { t } = useTranslation("objects");
  const locale = useLocale();
  if (count.value === null) return <span className={styles.count}>{"\u00a0"}</span>;
  const number = formatNumber(count.exact ? count.value : rounded(count.value), locale);
  if (count.exact || !count.ask) return <span className={styles.count}>{t("count.exact", { number, count: count.value })}</span>;
  return (
    <button type="button" className={styles.countButton} onClick={count.ask} title={t("count.ask")} disabled={count.asking}>
      {count.asking ? t("count.asking") : t("count.about", { number })}
    </button>
  );
}

/** An estimate is not more exact than two digits. */
function rounded(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.round(value / unit) * unit;
}
