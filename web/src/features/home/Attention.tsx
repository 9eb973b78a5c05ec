import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { queryRecords, recordKeys } from "@/api/records";
import { formatNumber } from "@/design/format";
import { Panel } from "@/design/Page";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import styles from "./Home.module.css";
import type { AttentionPanel } from "./panels";

/** What needs me: only what is there, each count leading to its records. */
export function Attention({ panel }: { panel: AttentionPanel }) {
  const { t } = useTranslation("home");
  const labelOf = useLabels();
  const locale = useLocale();
  const model = useModel();
  const items = panel.items.filter((item) => model.object(item.object));
  const counts = useQueries({
    queries: items.map((item) => {
      const query = { where: item.where, select: ["id"], limit: 1, count: "exact" as const };
      return {
        queryKey: recordKeys.list(item.object, query),
        queryFn: ({ signal }: { signal: AbortSignal }) => queryRecords(item.object, query, signal),
      };
    }),
  });
  const failed = counts.filter((one) => one.isLoadingError);
  const pending = counts.some((one) => one.isPending);
  const there = items.map((item, at) => ({ item, count: counts[at]?.data?.count ?? 0 })).filter(({ count }) => count > 0);
  return (
    <Panel title={labelOf(panel.label, t("attention"))} flush>
      {pending ? (
        <Skeleton lines={4} />
      ) : there.length === 0 && failed.length === 0 ? (
        <Message icon={<CircleCheck />} title={t("all_done")} small>
          {t("all_done_text")}
        </Message>
      ) : (
        <>
          <ul className={styles.attention}>
            {there.map(({ item, count }) => (
              <li key={`${item.object}${JSON.stringify(item.where)}`}>
                <Link to={`/objects/${item.object}`} search={{ where: item.where }}>
                  <span>{labelOf(item.label)}</span>
                  <b>{formatNumber(count, locale)}</b>
                </Link>
              </li>
            ))}
          </ul>
          {failed[0] && <ErrorState error={failed[0].error} retry={() => failed.forEach((one) => void one.refetch())} small />}
        </>
      )}
    </Panel>
  );
}
