import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { Problem } from "@/api/problem";
import { type RecordData, recordKeys, undoChange } from "@/api/records";

interface History {
  events: { change: string; version: number }[];
}

const SHOWN_SECONDS = 6;

/** Says that a record is saved, with a way back. */
export function useSavedMessage(): (object: string, record: RecordData, text: string) => void {
  const { t } = useTranslation("metadata-ui");
  const { message } = App.useApp();
  const client = useQueryClient();

  async function undo(object: string, record: RecordData) {
    try {
      const { events } = await send<History>("GET", `/api/records/${object}/${record.id}/history?limit=20`);
      const change = events.find((one) => one.version === record.version)?.change;
      if (change) await undoChange(change);
      void client.invalidateQueries({ queryKey: recordKeys.object(object) });
      void message.success(t("form.undone"));
    } catch (error) {
      void message.error(error instanceof Problem && error.isOffline ? t("form.offline") : (error as Error).message);
    }
  }

  return (object, record, text) => {
    const key = `${object}${record.id}${record.version}`;
    void message.success({
      key,
      duration: SHOWN_SECONDS,
      content: (
        <>
          {text}{" "}
          <Button
            type="link"
            size="small"
            onClick={() => {
              message.destroy(key);
              void undo(object, record);
            }}
          >
            {t("form.undo")}
          </Button>
        </>
      ),
    });
    const warnings = (record.warnings ?? []) as { message: string }[];
    for (const one of warnings) void message.warning(one.message, SHOWN_SECONDS);
  };
}
