import { CircleAlert, CircleCheck, Clock, Flame, Info, RefreshCw, TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import type { Problem } from "@/api/problem";
import { formatNumber } from "@/design/format";
import { Message } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import { useWorkshop } from "../model/store";
import { useGo } from "../parts/go";
import { addressOfPlace, located } from "./places";
import type { Plan, Step } from "./plan";
import styles from "./PlanView.module.css";

const RISKS = {
  none: <CircleCheck size={16} />,
  low: <Info size={16} />,
  rewrite: <RefreshCw size={16} />,
  loses_values: <TriangleAlert size={16} />,
  destroys: <Flame size={16} />,
};
const ORDER = ["destroys", "loses_values", "rewrite", "low", "none"];

function StepLine({ step }: { step: Step }) {
  const { t } = useTranslation("build");
  const locale = useLocale();
  return (
    <li className={`${styles.step} ${styles[step.risk] ?? ""}`}>
      <span className={styles.risk} title={t(`risk.${step.risk}`)}>
        {RISKS[step.risk]}
      </span>
      <div>
        <p>{step.message}</p>
        <p className={styles.facts}>
          <code>{step.target}</code>
          <span>{t(`risk.${step.risk}`)}</span>
          {step.rows > 0 && <span>{t("publish.rows", { count: step.rows, rows: formatNumber(step.rows, locale) })}</span>}
          <span>{step.locks}</span>
        </p>
        {step.examples && step.examples.length > 0 && (
          <table className={styles.examples}>
            <tbody>
              {step.examples.map((example, at) => (
                <tr key={at}>
                  <td>
                    <code>{typeof example.value === "string" ? example.value : JSON.stringify(example.value)}</code>
                  </td>
                  <td className="num">{formatNumber(example.rows, locale)}</td>
                  <td className="muted">{example.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </li>
  );
}

/** The steps of a plan, the risky ones first. */
export function Steps({ plan }: { plan: Plan }) {
  const { t } = useTranslation("build");
  if (plan.steps.length === 0) return <Message icon={<CircleCheck />} title={t("publish.nothing")} small />;
  const steps = plan.steps.toSorted((one, other) => ORDER.indexOf(one.risk) - ORDER.indexOf(other.risk));
  return (
    <>
      <p className={styles.how}>
        <Clock size={15} /> {t(plan.instant ? "publish.instant" : "publish.background")}
      </p>
      <ol className={styles.steps}>
        {steps.map((step, at) => (
          <StepLine key={at} step={step} />
        ))}
      </ol>
    </>
  );
}

/** What is wrong, each leading to where it is put right. */
export function Problems({ problem, located: places, onGone }: { problem: Problem; located: boolean; onGone: () => void }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const go = useGo();
  const { draft, design } = useWorkshop.getState();
  useEffect(() => {
    if (places) useWorkshop.setState({ problems: problem.errors });
  }, [places, problem]);
  const errors = problem.errors.length ? problem.errors : [{ field: null, code: problem.code, message: problem.message }];
  return (
    <>
      <p className={styles.wrong}>{t("publish.problems", { count: errors.length })}</p>
      <ul className={styles.steps}>
        {errors.map((error, at) => {
          const place = places ? located(error.field, draft, design) : null;
          const words = place && [labelOf(place.object.label, place.object.name), place.field ? labelOf(place.field.label, place.field.name) : t(`tabs.${place.tab}`), ...(place.part ? [place.part] : [])];
          const text = (
            <>
              <CircleAlert size={16} aria-hidden />
              <span>
                {words ? <strong>{words.join(" › ")}</strong> : error.field && <code>{error.field}</code>} {error.message}
              </span>
            </>
          );
          return (
            <li key={at}>
              {place ? (
                <button
                  type="button"
                  className={styles.problem}
                  onClick={() => {
                    onGone();
                    go(addressOfPlace(place));
                  }}
                >
                  {text}
                </button>
              ) : (
                <div className={styles.problem}>{text}</div>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
