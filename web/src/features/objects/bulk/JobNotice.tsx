import { useQuery } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { queryRecords } from "@/api/records";
import { formatNumber } from "@/design/format";
import { useSentence } from "@/design/sentence";
import { useLocale } from "@/design/text";

import styles from "./bulk.module.css";
import { type Job, undoJob, useJobs } from "./jobs";
import type { Failure } from "./run";

/** How far bulk work is; at its end what came of it, what did not go and why, and a way back. */
export function JobNotice({ job: key, onClose }: { job: string; onClose: () => void }) {
  const job = useJobs((state) => state.jobs[key]);
  const { t } = useTranslation("objects");
  const locale = useLocale();
  const sentenceOf = useSentence();
  const [open, setOpen] = useState(false);
  if (!job) return null;
  const { outcome, status, undone } = job;
  const number = (value: number) => formatNumber(value, locale);
  const ended = status !== "running" && status !== "undoing";
  return (
    <div className={styles.notice} role="status">
      {!ended && <Progress percent={percentOf(job)} status="active" showInfo={job.total !== null} size="small" />}
      {status === "undoing" || status === "undone" ? (
        <p>
          {t(`bulk.${status}`, { count: undone!.records, number: number(undone!.records) })}
          {undone!.conflicts > 0 && ` ${t("bulk.conflicts", { count: undone!.conflicts })}`}
        </p>
      ) : (
        <p>
          {t("bulk.counts", { number: number(outcome.done) })}
          {outcome.unchanged > 0 && ` · ${t("bulk.unchanged", { number: number(outcome.unchanged) })}`}
          {outcome.failed > 0 && <strong className={styles.bad}>{` · ${t("bulk.failed", { number: number(outcome.failed) })}`}</strong>}
        </p>
      )}
      {job.problem !== undefined && <p className={styles.bad}>{sentenceOf(job.problem)}</p>}
      <div className={styles.noticeActions}>
        {status === "running" && (
          <Button size="small" onClick={job.stop}>
            {t("bulk.cancel")}
          </Button>
        )}
        {ended && status !== "undone" && outcome.changes.length > 0 && (
          <Button size="small" type="primary" onClick={() => void undoJob(key)}>
            {t("bulk.undo")}
          </Button>
        )}
        {outcome.failures.length > 0 && (
          <Button size="small" type="text" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t("bulk.reasons")}
          </Button>
        )}
        {ended && (
          <Button size="small" type="text" onClick={onClose}>
            {t("bulk.close")}
          </Button>
        )}
      </div>
      {open && <Failures object={job.object} failures={outcome.failures} />}
    </div>
  );
}

function percentOf({ outcome, total, status, undone }: Job): number {
  const done = outcome.done + outcome.unchanged + outcome.failed;
  if (status === "undoing") return outcome.done ? Math.round((100 * (undone?.records ?? 0)) / outcome.done) : 0;
  return total ? Math.min(99, Math.round((100 * done) / total)) : 0;
}

function Failures({ object, failures }: { object: string; failures: Failure[] }) {
  const title = useModel().object(object)?.title;
  const ids = failures.map((one) => one.id);
  const named = useQuery({
    queryKey: ["titles", object, ids],
    queryFn: () => queryRecords(object, { where: { field: "id", op: "in", value: ids }, select: title ? ["id", title] : ["id"], limit: 100 }),
    select: ({ records }) => new Map(records.map((row) => [row.id, String((title && row[title]) ?? row.id)])),
  });
  return (
    <ul className={styles.failures}>
      {failures.map(({ id, message }) => (
        <li key={id}>
          {/* Notices live outside of the router. */}
          <a href={`/objects/${object}/${id}`} target="_blank" rel="noreferrer">
            {named.data?.get(id) ?? "…"}
          </a>
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}
