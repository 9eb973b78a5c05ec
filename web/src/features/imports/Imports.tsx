import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileSpreadsheet, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { formatAgo, formatNumber } from "@/design/format";
import { Page, Panel } from "@/design/Page";
import { Pill } from "@/design/Pill";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import { listImports, type Progress, type Status } from "./import";
import styles from "./Imports.module.css";

const COLORS: Record<Status, string> = {
  draft: "gray",
  queued: "blue",
  running: "blue",
  paused: "orange",
  done: "green",
  failed: "red",
  cancelled: "gray",
  undoing: "blue",
  undone: "gray",
  undo_failed: "red",
};

/** All imports: to go on with, to look at, to take back. */
export function Imports() {
  const { t } = useTranslation("imports");
  const { data, error, refetch } = useQuery({ queryKey: ["imports"], queryFn: ({ signal }) => listImports(signal), staleTime: 5_000 });
  const begin = (
    <Link to="/imports/new" className={styles.primary}>
      <Plus size={16} aria-hidden /> {t("begin")}
    </Link>
  );
  return (
    <Page title={t("titles.all")} actions={begin}>
      <Panel flush>
        {error ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Skeleton lines={8} />
        ) : data.imports.length === 0 ? (
          <Message icon={<FileSpreadsheet />} title={t("none")} action={begin}>
            {t("none_text")}
          </Message>
        ) : (
          <ul className={styles.imports}>
            {data.imports.map((one) => (
              <li key={one.id}>
                <Line one={one} />
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </Page>
  );
}

function Line({ one }: { one: Progress }) {
  const { t } = useTranslation("imports");
  const locale = useLocale();
  const labelOf = useLabels();
  const object = useModel().object(one.object);
  const counts = (["created", "updated", "rejected"] as const).filter((kind) => one[kind] > 0);
  return (
    <Link to={`/imports/${one.id}`} className={styles.line}>
      <span className={styles.file}>
        <b className="ellipsis">{one.file_name}</b>
        <small>
          {labelOf(object?.label, one.object)} · {formatAgo(one.created_at, locale)}
        </small>
      </span>
      <span className={styles.told}>
        {counts.map((kind) => `${t(`counts.${one.dry_run ? "would" : "did"}.${kind}`)} ${formatNumber(one[kind], locale)}`).join(" · ")}
      </span>
      <Pill color={COLORS[one.status]}>{t(one.dry_run && one.status === "done" ? "status.tried" : `status.${one.status}`)}</Pill>
    </Link>
  );
}
