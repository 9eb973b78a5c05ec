import { useTranslation } from "react-i18next";

import type { Field } from "@/api/metadata";
import { Pill } from "@/design/Pill";
import { useLabels } from "@/design/text";

import styles from "./Funnel.module.css";
import { useNumbers } from "./texts";
import type { FunnelAnswer } from "./useFunnel";

/** The same numbers once more, as a table. */
export function Numbers({ field, value, answer }: { field: Field; value: Field | undefined; answer: FunnelAnswer }) {
  const { t } = useTranslation("objects");
  const labelOf = useLabels();
  const say = useNumbers();
  const colorFor = (name: string) => field.options?.find((one) => one.value === name)?.color;
  const worth = value && labelOf(value.label, value.name);
  return (
    <div className={styles.scroller} tabIndex={0} role="group" aria-label={t("funnel.table")}>
      <table className={styles.numbers}>
        <thead>
          <tr>
            <th scope="col">{labelOf(field.label, field.name)}</th>
            <th scope="col">{t("funnel.reached")}</th>
            <th scope="col">{t("funnel.conversion")}</th>
            <th scope="col">{t("funnel.now")}</th>
            {worth && <th scope="col">{t("funnel.worth", { field: worth })}</th>}
            <th scope="col">{t("funnel.median")}</th>
          </tr>
        </thead>
        <tbody>
          {answer.stages.map((stage) => (
            <tr key={stage.value}>
              <th scope="row">
                <Pill color={colorFor(stage.value)}>{labelOf(stage.label, stage.value)}</Pill>
              </th>
              <td>{say.count(stage.reached)}</td>
              <td>{say.share(stage.conversion)}</td>
              <td>{say.count(stage.now)}</td>
              {worth && <td>{say.worth(stage.worth)}</td>}
              <td>{say.time(stage.median_seconds)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t("funnel.won")}</th>
            <td>{say.count(answer.won.reached)}</td>
            <td />
            <td>{say.count(answer.won.now)}</td>
            {worth && <td>{say.worth(answer.won.worth)}</td>}
            <td />
          </tr>
          <tr>
            <th scope="row">{t("funnel.lost")}</th>
            <td />
            <td />
            <td>{say.count(answer.lost.now)}</td>
            {worth && <td>{say.worth(answer.lost.worth)}</td>}
            <td />
          </tr>
        </tbody>
      </table>
    </div>
  );
}
