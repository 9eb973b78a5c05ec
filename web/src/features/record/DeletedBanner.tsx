import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import type { ObjectDefinition } from "@/api/metadata";
import { type RecordData, recordKeys, restoreRecord } from "@/api/records";
import { useSentence } from "@/design/sentence";

import styles from "./RecordPage.module.css";
import type { HistoryEvent } from "./timeline/model";
import { useAgo } from "./useAgo";

/** The record lies in the recycle bin: since when, by whom, and the way back. */
export function DeletedBanner({ object, record }: { object: ObjectDefinition; record: RecordData }) {
  const { t } = useTranslation("record");
  const ago = useAgo();
  const { message } = App.useApp();
  const sentenceOf = useSentence();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: [...recordKeys.object(object.name), "deletion", record.id],
    queryFn: ({ signal }) => send<{ events: HistoryEvent[] }>("GET", `/api/records/${object.name}/${record.id}/history?limit=10`, { signal }),
  });
  const event = data?.events.find((one) => one.action === "deleted");
  const restore = useMutation({
    mutationFn: () => restoreRecord(object.name, record.id),
    onSuccess: (restored) => {
      client.setQueryData(recordKeys.one(object.name, record.id), restored);
      void client.invalidateQueries({ queryKey: recordKeys.object(object.name) });
      void message.success(t("bin.restored"));
    },
    onError: (error) => void message.error(sentenceOf(error)),
  });
  return (
    <div className={styles.banner} role="status">
      <Trash2 size={18} aria-hidden />
      <p>
        <b>{t("bin.title")}</b> {event && t("bin.by", { name: event.actor?.title ?? t("system"), ago: ago(event.at) })}
      </p>
      {object.actions.includes("delete") && (
        <Button loading={restore.isPending} onClick={() => restore.mutate()}>
          {t("bin.restore")}
        </Button>
      )}
    </div>
  );
}
