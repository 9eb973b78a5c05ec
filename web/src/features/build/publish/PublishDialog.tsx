import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { metadataQuery } from "@/api/metadata";
import { Problem } from "@/api/problem";
import { ErrorState, Skeleton } from "@/design/States";

import { changeSetOf } from "../model/draft";
import { publishing, useWorkshop } from "../model/store";
import type { ChangeSet } from "../model/types";
import { Clashes } from "./Clashes";
import { applyNow, planOf, runInTheWay } from "./plan";
import styles from "./PublishDialog.module.css";
import { Problems, Steps } from "./PlanView";
import { RunView } from "./RunView";

interface Props {
  onClose: () => void;
  /** A run that is under way already, or has just failed. */
  run?: string | null;
  /** Something else than the draft: the way back to a version. */
  changeSet?: ChangeSet;
  title?: string;
}

/** What publishing would do, told before it is done; then doing it. */
export function PublishDialog({ onClose, run: begun = null, changeSet, title }: Props) {
  const { t } = useTranslation("build");
  const { message } = App.useApp();
  const client = useQueryClient();
  const draft = useWorkshop((state) => state.draft);
  const base = useWorkshop((state) => state.base);
  const version = useWorkshop((state) => state.metadata.version);
  const change = changeSet ?? changeSetOf(base, draft);
  const [note, setNote] = useState(changeSet?.note ?? "");
  const [run, setRun] = useState<string | null>(begun);
  const [mine, setMine] = useState(true);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const plan = useQuery({ queryKey: ["metadata", "plan", change], queryFn: () => planOf(change), staleTime: 0, gcTime: 0, retry: false, enabled: run === null && !busy });
  const problem = plan.error instanceof Problem && plan.error.status === 422 ? plan.error : null;

  const reread = async () => {
    await client.invalidateQueries({ queryKey: metadataQuery.queryKey });
    await client.invalidateQueries({ queryKey: ["screens"] });
  };
  const done = async () => {
    await reread();
    void message.success(t("publish.done"));
    onClose();
  };
  /** The run of one's own draft is followed by the bar; another's has only been in the way. */
  const over = async () => {
    if (changeSet && mine) return done();
    await reread();
    if (mine) onClose();
    else setRun(null);
  };
  const publish = async () => {
    setBusy(true);
    setRefused(null);
    try {
      const answer = await applyNow({ ...change, ...(note.trim() ? { note: note.trim() } : {}) }, version);
      if (!changeSet) publishing(answer);
      setMine(true);
      if (answer.run) setRun(answer.run);
      else await done();
    } catch (error) {
      const underWay = error instanceof Problem ? runInTheWay(error) : null;
      if (underWay) {
        setMine(false);
        setRun(underWay);
        return;
      }
      if (error instanceof Problem && error.status === 412) await reread();
      setRefused(error);
    } finally {
      setBusy(false);
    }
  };

  if (run !== null)
    return (
      <Modal open title={t("run.title")} footer={null} onCancel={onClose} width={560}>
        <RunView id={run} onDone={over} onBack={() => setRun(null)} />
      </Modal>
    );
  return (
    <Modal
      open
      width={720}
      title={title ?? t("publish.title")}
      onCancel={onClose}
      styles={{ body: { maxHeight: "min(64dvh, 640px)", overflowY: "auto" } }}
      footer={
        <div className={styles.foot}>
          <Input value={note} onChange={(event) => setNote(event.target.value)} maxLength={500} placeholder={t("publish.note")} aria-label={t("publish.note")} />
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="primary" loading={busy} disabled={!plan.data || plan.data.steps.length === 0} onClick={() => void publish()}>
            {t(plan.data && !plan.data.instant ? "publish.start" : "publish.now")}
          </Button>
        </div>
      }
    >
      {!changeSet && <Clashes />}
      {plan.isPending && <Skeleton lines={5} />}
      {problem && <Problems problem={problem} located={!changeSet} onGone={onClose} />}
      {plan.error && !problem && <ErrorState error={plan.error} retry={() => void plan.refetch()} small />}
      {refused !== null && <ErrorState error={refused} small />}
      {plan.data && <Steps plan={plan.data} />}
    </Modal>
  );
}
