import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Progress } from "antd";
import { useTranslation } from "react-i18next";

import { formatNumber } from "@/design/format";
import { Panel } from "@/design/Page";
import { useSentence } from "@/design/sentence";
import { useLocale } from "@/design/text";

import { Counts } from "./Counts";
import { actOnImport, type Import, importKey } from "./import";
import styles from "./Imports.module.css";

/** How far it is. It goes on by itself, wherever the person goes. */
export function Running({ one }: { one: Import }) {
  const { t } = useTranslation("imports");
  const locale = useLocale();
  const client = useQueryClient();
  const { message } = App.useApp();
  const sentenceOf = useSentence();
  const act = useMutation({
    mutationFn: (what: "pause" | "cancel") => actOnImport(one.id, what),
    onSuccess: (told) => client.setQueryData(importKey(one.id), told),
    onError: (error) => void message.error(sentenceOf(error)),
  });
  const title = one.status === "undoing" ? "undoing" : one.dry_run ? "trying" : "importing";
  return (
    <Panel title={t(`running.${title}`)}>
      <div className={styles.running} role="status">
        <Progress percent={Math.floor((one.progress ?? 0) * 100)} showInfo={one.progress !== null} status="active" aria-label={t(`running.${title}`)} />
        <p>
          {one.expected_rows === null
            ? t("running.rows", { rows: formatNumber(one.rows, locale) })
            : t("running.rows_of", { rows: formatNumber(one.rows, locale), all: formatNumber(one.expected_rows, locale) })}
        </p>
        <Counts one={one} />
        <p className="muted">{t("running.leave")}</p>
        {one.status !== "undoing" && (
          <div className={styles.actions}>
            <Button loading={act.isPending} onClick={() => act.mutate("pause")}>
              {t("running.pause")}
            </Button>
            <Button danger loading={act.isPending} onClick={() => act.mutate("cancel")}>
              {t("running.cancel")}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}
