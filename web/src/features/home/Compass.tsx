import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowDownRight, ArrowUpRight } from "lucide-react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import type { Condition } from "@/api/condition";
import { type Labels, useObject } from "@/api/metadata";
import { recordKeys } from "@/api/records";
import { useMe } from "@/api/session";
import { formatMoney, formatNumber, formatTime, type Money } from "@/design/format";
import { Panel } from "@/design/Page";
import { ErrorState, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import styles from "./Compass.module.css";
import { rose } from "./rose";

interface Stage {
  name: string;
  label: Labels;
  where: Condition;
  customers: number;
  worth: Money | null;
  entered: number | null;
  left: number | null;
  entered_where: Condition | null;
}

interface CompassAnswer {
  object: string;
  currency: string;
  stages: Stage[];
  /** When the numbers were reckoned. */
  at: string;
}

const HUES = ["blue", "indigo", "teal", "green", "orange"];

/** Five sectors of a customer's life: how many stand there, what they are worth, what moved this week. */
export function Compass() {
  const { t } = useTranslation("home");
  const locale = useLocale();
  const { zone } = useMe().workspace;
  const { data, error, refetch } = useQuery({
    queryKey: recordKeys.compass,
    queryFn: ({ signal }) => send<CompassAnswer>("GET", "/api/compass", { signal }),
    staleTime: 60_000,
  });
  return (
    <Panel title={t("compass.title")} actions={data && <span className={styles.at}>{t("compass.at", { time: formatTime(data.at, locale, zone) })}</span>} className={styles.panel}>
      <div className={styles.body}>
        {data ? <Rose answer={data} /> : error ? <ErrorState error={error} retry={() => void refetch()} /> : <Skeleton lines={7} />}
      </div>
    </Panel>
  );
}

function Rose({ answer }: { answer: CompassAnswer }) {
  const { t } = useTranslation("home");
  const locale = useLocale();
  const labelOf = useLabels();
  const object = useObject(answer.object);
  const petals = rose(answer.stages.map((stage) => stage.customers));
  const to = `/objects/${answer.object}`;
  return (
    <>
      <svg viewBox="0 0 300 300" className={styles.rose} role="img" aria-label={t("compass.picture")}>
        {[46, 82, 118].map((radius) => (
          <circle key={radius} cx="150" cy="150" r={radius} className={styles.ring} />
        ))}
        {answer.stages.map((stage, at) => (
          <g key={stage.name} style={{ "--hue": `var(--hue-${HUES[at % HUES.length]})` } as React.CSSProperties}>
            <path d={petals[at]!.path} className={styles.petal} />
            <text x={petals[at]!.x} y={petals[at]!.y} className={styles.name}>
              {labelOf(stage.label, stage.name)}
            </text>
          </g>
        ))}
        <circle cx="150" cy="150" r="25" className={styles.hub} />
        <path d="M150 131 155 150 150 147.500 145 150Z" fill="#F5A524" />
        <path d="M150 169 145 150 150 152.500 155 150Z" className={styles.south} />
      </svg>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("compass.stage")}</th>
            <th scope="col">{labelOf(object?.label, answer.object)}</th>
            <th scope="col">{t("compass.worth")}</th>
            <th scope="col">{t("compass.week")}</th>
          </tr>
        </thead>
        <tbody>
          {answer.stages.map((stage, at) => (
            <tr key={stage.name} style={{ "--hue": `var(--hue-${HUES[at % HUES.length]})` } as React.CSSProperties}>
              <th scope="row">
                <i aria-hidden />
                {labelOf(stage.label, stage.name)}
              </th>
              <td>
                <Link to={to} search={{ where: stage.where }}>
                  {formatNumber(stage.customers, locale)}
                </Link>
              </td>
              <td>
                {stage.worth ? (
                  <Link to={to} search={{ where: stage.where }}>
                    {formatMoney(stage.worth, locale, true)}
                  </Link>
                ) : (
                  <span className="muted">–</span>
                )}
              </td>
              <td>
                <Movement stage={stage} to={to} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Who came and who went within a week; a dash where that is not known. */
function Movement({ stage, to }: { stage: Stage; to: string }) {
  const { t } = useTranslation("home");
  const locale = useLocale();
  if (stage.entered === null) return <span className="muted">–</span>;
  const entered = (
    <span className={styles.in}>
      <ArrowUpRight size={14} aria-hidden />
      {formatNumber(stage.entered, locale)}
      <span className="sr-only">{t("compass.entered")}</span>
    </span>
  );
  return (
    <span className={styles.movement}>
      {stage.entered_where && stage.entered > 0 ? (
        <Link to={to} search={{ where: stage.entered_where }}>
          {entered}
        </Link>
      ) : (
        entered
      )}
      <span className={styles.out}>
        <ArrowDownRight size={14} aria-hidden />
        {formatNumber(stage.left ?? 0, locale)}
        <span className="sr-only">{t("compass.left")}</span>
      </span>
    </span>
  );
}
