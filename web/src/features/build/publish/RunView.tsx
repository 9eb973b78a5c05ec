import { useQuery } from "@tanstack/react-query";
import { App, Button, Progress } from "antd";
import { CircleAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/problem";
import { useMe } from "@/api/session";
import { formatNumber } from "@/design/format";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";

import { cancelRun, runQuery } from "./plan";

/** How far a change in the background is; it goes on when this is closed. */
export function RunView({ id, onDone, onBack }: { id: string; onDone: () => Promise<void>; onBack: () => void }) {
  const { t } = useTranslation("build");
  const locale = useLocale();
  const { message } = App.useApp();
  const { configures } = useMe();
  const run = useQuery(runQuery(id));
  const status = run.data?.status;
  const told = useRef(false);
  useEffect(() => {
    if (status !== "done" || told.current) return;
    told.current = true;
    void onDone();
  }, [status, onDone]);
  const cancel = async () => {
    try {
      await cancelRun(id);
      void run.refetch();
    } catch (error) {
      void message.error(error instanceof Problem ? error.message : t("failed"));
    }
  };
  if (run.error) return <ErrorState error={run.error} retry={() => void run.refetch()} small />;
  if (!run.data) return <Skeleton />;
  if (run.data.status === "failed")
    return (
      <Message icon={<CircleAlert />} title={t("run.failed")} action={<Button onClick={onBack}>{t("run.back")}</Button>} small>
        {run.data.problem?.message} {t("run.failed_text")}
      </Message>
    );
  const { step, steps, operation, progress } = run.data;
  return (
    <div>
      <Progress percent={steps ? Math.round((step / steps) * 100) : 0} status="active" aria-label={t("run.title")} />
      <p>{t("run.step", { step: Math.min(step + 1, steps), steps })}</p>
      <p className="muted" style={{ minHeight: "1.6em" }}>
        {operation} {progress.rows ? t("publish.rows", { count: progress.rows, rows: formatNumber(progress.rows, locale) }) : ""}
      </p>
      <p className="muted">{t("run.text")}</p>
      {configures && (
        <Button danger disabled={progress.cancel === true} onClick={() => void cancel()} style={{ marginTop: 12 }}>
          {t(progress.cancel ? "run.cancelling" : "run.cancel")}
        </Button>
      )}
    </div>
  );
}
