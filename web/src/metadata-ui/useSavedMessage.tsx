import { App, Button } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import type { RecordData } from "@/api/records";
import { useSentence } from "@/design/sentence";

import { useTakeBack } from "./useTakeBack";

interface History {
  events: { change: string; version: number }[];
}

const SHOWN_SECONDS = 6;

/** Says that a record is saved, with a way back to what this very version has changed. */
export function useSavedMessage(): (object: string, record: RecordData, text: string) => void {
  const { t } = useTranslation("metadata-ui");
  const { message } = App.useApp();
  const sentenceOf = useSentence();
  const takeBack = useTakeBack();

  return useCallback(
    (object, record, text) => {
      // The next save takes the place of the last one's message: many quick edits don't pile up.
      const key = `saved-${object}`;
      const undo = async () => {
        message.destroy(key);
        try {
          const { events } = await send<History>("GET", `/api/records/${object}/${record.id}/history?limit=50`);
          const change = events.find((one) => one.version === record.version)?.change;
          if (change) await takeBack(change);
          else void message.warning(t("write.not_found"));
        } catch (error) {
          void message.error(sentenceOf(error));
        }
      };
      const button = (
        <Button type="link" size="small" onClick={() => void undo()}>
          {t("write.undo")}
        </Button>
      );
      void message.success({ key, duration: SHOWN_SECONDS, content: <>{text} {button}</> });
      const warnings = (record.warnings ?? []) as { message: string }[];
      for (const one of warnings) void message.warning(one.message, SHOWN_SECONDS);
    },
    [message, sentenceOf, takeBack, t],
  );
}
