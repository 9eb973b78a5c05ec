import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Alert, App, Button } from "antd";
import { Download, Play, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { writeSort } from "@/api/sort";
import { Panel } from "@/design/Page";
import { useSentence } from "@/design/sentence";

import { Counts } from "./Counts";
import { actOnImport, continueImport, type Import, importKey, runImport } from "./import";
import styles from "./Imports.module.css";
import { Problems } from "./Problems";
import { useDownload } from "./useDownload";

const TONE = { done: "success", undone: "info", paused: "warning", cancelled: "warning", failed: "error", undo_failed: "error" } as const;
const UNDOABLE = ["done", "cancelled", "failed", "paused", "undo_failed"];

/** What a dry run says would happen, or what a run has done: mend, import, undo. */
export function Outcome({ one, onBack }: { one: Import; onBack: () => void }) {
  const { t } = useTranslation("imports");
  const faults = one.status === "done" && one.rejected > 0;
  const tone = one.dry_run && faults ? "warning" : (TONE[one.status as keyof typeof TONE] ?? "info");
  const nothing = faults && one.rejected === one.rows;
  const key = `${one.dry_run ? "trial_" : ""}${one.status}${nothing ? "_nothing" : faults ? "_with_faults" : ""}`;
  return (
    <>
      <Panel>
        <div className={styles.outcome}>
          <Alert type={tone} showIcon title={t(`outcome.${key}`, { count: one.rejected })} description={one.problem ?? t(`outcome_text.${key}`)} />
          <Counts one={one} />
          <Actions one={one} onBack={onBack} />
        </div>
      </Panel>
      {one.problems.length > 0 && <Problems title={t("problems.title")} places={one.problems} all={one.rejected} />}
      {one.conflicts.length > 0 && <Problems title={t("problems.conflicts")} places={one.conflicts} all={one.conflict_count} />}
    </>
  );
}

function Actions({ one, onBack }: { one: Import; onBack: () => void }) {
  const { t } = useTranslation("imports");
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message, modal } = App.useApp();
  const sentenceOf = useSentence();
  const act = useMutation({
    mutationFn: (what: "import" | "continue" | "undo") =>
      what === "import"
        ? runImport(one.id, one.mapping, { ...one.options, dry_run: false, draft: false })
        : what === "continue"
          ? continueImport(one.id)
          : actOnImport(one.id, "undo"),
    onSuccess: (told) => client.setQueryData(importKey(one.id), told),
    onError: (error) => void message.error(sentenceOf(error)),
  });
  const rejected = useDownload();
  const undo = () =>
    void modal.confirm({ title: t("undo.ask"), content: t("undo.text"), okText: t("undo.do"), okButtonProps: { danger: true }, onOk: () => act.mutateAsync("undo") });
  const good = one.created + one.updated;
  const tried = one.dry_run && one.status === "done";
  return (
    <div className={styles.actions}>
      {tried && good > 0 && (
        <Button type="primary" size="large" icon={<Play size={16} aria-hidden />} loading={act.isPending} onClick={() => act.mutate("import")}>
          {t("actions.import", { count: good })}
        </Button>
      )}
      {(one.status === "paused" || one.status === "failed") && (
        <Button type="primary" loading={act.isPending} onClick={() => act.mutate("continue")}>
          {t(one.dry_run ? "actions.continue_trial" : "actions.continue")}
        </Button>
      )}
      {one.dry_run && (
        <Button type={tried && good === 0 ? "primary" : "default"} size={tried ? "large" : "middle"} onClick={onBack}>
          {t("actions.change")}
        </Button>
      )}
      {!one.dry_run && good > 0 && one.status !== "undone" && (
        <Link to={`/objects/${one.object}`} search={{ sort: writeSort([{ field: "created_at", dir: "desc" }]) }} className={styles.button}>
          {t("actions.open")}
        </Link>
      )}
      {one.rejected > 0 && (
        <Button icon={<Download size={15} aria-hidden />} loading={rejected.isPending} onClick={() => rejected.mutate(`/api/imports/${one.id}/rejected?format=xlsx`)}>
          {t("actions.rejected", { count: one.rejected })}
        </Button>
      )}
      {!one.dry_run && UNDOABLE.includes(one.status) && (
        <Button danger icon={<Undo2 size={15} aria-hidden />} loading={act.isPending} onClick={undo}>
          {t("actions.undo")}
        </Button>
      )}
      {!tried && (
        <Button type="text" onClick={() => void navigate({ to: "/imports/new", search: { object: one.object } })}>
          {t("actions.another")}
        </Button>
      )}
    </div>
  );
}
