import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import type { Field } from "@/api/metadata";
import { Pill } from "@/design/Pill";
import { useLabels } from "@/design/text";
import { colorOf } from "@/design/tokens";

import styles from "./Funnel.module.css";
import { useNumbers } from "./texts";
import type { FunnelAnswer } from "./useFunnel";

/** So wide is the narrowest: it can still be seen. */
const LEAST = 1.5;

/** The funnel: every stage as wide as many have reached it, narrowing to those who went on. */
export function Drawing({ field, answer }: { field: Field; answer: FunnelAnswer }) {
  const { t } = useTranslation("objects");
  const labelOf = useLabels();
  const say = useNumbers();
  const { stages, won, lost } = answer;
  const most = Math.max(1, stages[0]?.reached ?? 1);
  const width = (reached: number) => Math.max(LEAST, (100 * reached) / most);
  const option = (value: string) => field.options?.find((one) => one.value === value);
  const ofCategory = (names: string[], fallback: string) => {
    const found = field.options?.filter((one) => names.includes(one.category ?? "")) ?? [];
    return { color: found[0]?.color, label: found.length === 1 ? labelOf(found[0]!.label, found[0]!.value) : fallback };
  };
  const wonAs = ofCategory(["won", "done"], t("funnel.won"));
  const lostAs = ofCategory(["lost", "cancelled"], t("funnel.lost"));
  return (
    <figure className={styles.drawing} aria-label={t("funnel.label")}>
      {stages.map((stage, at) => {
        const next = stages[at + 1]?.reached ?? won.reached;
        const [top, bottom] = [width(stage.reached), width(next)];
        const worth = say.worth(stage.worth);
        return (
          <Fragment key={stage.value}>
            <div className={styles.stage} style={{ "--hue": colorOf(option(stage.value)?.color) } as React.CSSProperties}>
              <span className={styles.name}>{labelOf(stage.label ?? option(stage.value)?.label, stage.value)}</span>
              <span className={styles.shape}>
                <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
                  <polygon points={`${50 - top / 2},0 ${50 + top / 2},0 ${50 + bottom / 2},100 ${50 - bottom / 2},100`} />
                </svg>
                <b title={t("funnel.reached")}>{say.count(stage.reached)}</b>
              </span>
              <span className={styles.about}>
                <span>
                  {t("funnel.now_here", { count: stage.now, number: say.count(stage.now) })}
                  {worth && <b> {worth}</b>}
                </span>
                <small>{stage.median_seconds === null ? t("funnel.time_unknown") : t("funnel.stays", { time: say.time(stage.median_seconds) })}</small>
              </span>
            </div>
            <div className={styles.step}>
              <span>{t("funnel.go_on", { share: say.share(stage.conversion), stage: stages[at + 1] ? labelOf(stages[at + 1]!.label, stages[at + 1]!.value) : wonAs.label })}</span>
            </div>
          </Fragment>
        );
      })}
      <div className={styles.ends}>
        <div className={styles.end}>
          <Pill color={wonAs.color ?? "green"}>{wonAs.label}</Pill>
          <b>{say.count(won.now)}</b>
          <span>{say.worth(won.worth)}</span>
          <small>{t("funnel.of_all", { share: say.share(won.reached / answer.records) })}</small>
        </div>
        <div className={styles.end}>
          <Pill color={lostAs.color ?? "gray"}>{lostAs.label}</Pill>
          <b>{say.count(lost.now)}</b>
          <span>{say.worth(lost.worth)}</span>
          <small>{t("funnel.of_all", { share: say.share(lost.now / answer.records) })}</small>
        </div>
      </div>
    </figure>
  );
}
