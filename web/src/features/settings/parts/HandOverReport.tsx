import { useQuery } from "@tanstack/react-query";
import { Progress } from "antd";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { useModel } from "@/api/metadata";
import { formatNumber } from "@/design/format";
import { Pill } from "@/design/Pill";
import { ErrorState, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import styles from "../organisation/organisation.module.css";

export interface HandOver {
  id: string;
  status: "queued" | "running" | "done" | "failed";
  report: Partial<Record<"records" | "led" | "memberships" | "shares" | "failed", Record<string, number>>>;
  problem: string | null;
  deactivate: boolean;
}

const COLORS = { queued: "gray", running: "blue", done: "green", failed: "red" } as const;
const LOOK_AGAIN_MS = 1_500;

/** How far a hand-over is, and what it has moved, while it goes on. */
export function HandOverReport({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ["settings", "hand-over", id],
    queryFn: ({ signal }) => send<HandOver>("GET", `/api/hand-overs/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data && ["done", "failed"].includes(state.data.status) ? false : LOOK_AGAIN_MS),
  });
  if (query.isPending) return <Skeleton lines={3} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} small />;
  return <Moved handOver={query.data} />;
}

export function Moved({ handOver }: { handOver: Pick<HandOver, "status" | "report" | "problem"> }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const locale = useLocale();
  const model = useModel();
  const lines = (["records", "led", "memberships", "shares", "failed"] as const).flatMap((part) =>
    Object.entries(handOver.report[part] ?? {}).map(([object, count]) => ({ key: part + object, part, object: labelOf(model.object(object)?.label, object), count })),
  );
  const under = handOver.status === "queued" || handOver.status === "running";
  return (
    <div className={styles.report}>
      <span>
        <Pill color={COLORS[handOver.status]}>{t(`hand_overs.${handOver.status}`)}</Pill>
      </span>
      {under && <Progress percent={100} showInfo={false} status="active" size="small" aria-label={t("hand_overs.running")} />}
      {handOver.problem && <p>{handOver.problem}</p>}
      {lines.length > 0 && (
        <dl>
          {lines.map((one) => (
            <div key={one.key} style={{ display: "contents" }}>
              <dt>{t(`hand_overs.parts.${one.part}`, { object: one.object })}</dt>
              <dd>{formatNumber(one.count, locale)}</dd>
            </div>
          ))}
        </dl>
      )}
      {handOver.status === "done" && lines.length === 0 && <p>{t("hand_overs.nothing")}</p>}
    </div>
  );
}
