import { useTranslation } from "react-i18next";

import { formatNumber } from "@/design/format";
import { Panel } from "@/design/Page";
import { useLocale } from "@/design/text";

import type { Place } from "./import";
import styles from "./Imports.module.css";

/** The first problems, each at its row and column. */
export function Problems({ title, places, all }: { title: string; places: Place[]; all: number }) {
  const { t } = useTranslation("imports");
  const locale = useLocale();
  return (
    <Panel title={title} flush actions={all > places.length && <span className="muted">{t("problems.first", { shown: places.length, all: formatNumber(all, locale) })}</span>}>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={title}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("problems.row")}</th>
              <th scope="col">{t("problems.column")}</th>
              <th scope="col">{t("problems.reason")}</th>
            </tr>
          </thead>
          <tbody>
            {places.map((place, at) => (
              <tr key={at}>
                <td>{place.row ?? ""}</td>
                <td>{place.column ?? place.field ?? ""}</td>
                <td>{place.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
