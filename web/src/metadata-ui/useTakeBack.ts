import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { undoChange } from "@/api/records";
import { useSentence } from "@/design/sentence";

/** Takes back everything that a change did, and says what has become of it; `told` in the place of "Taken back". */
export function useTakeBack(): (change: string, told?: string) => Promise<void> {
  const { t } = useTranslation("metadata-ui");
  const { message } = App.useApp();
  const client = useQueryClient();
  const sentenceOf = useSentence();
  return useCallback(
    async (change, told) => {
      try {
        const { records, conflicts } = await undoChange(change);
        const why = [...new Set(conflicts.map((one) => one.message))].join(" ");
        if (conflicts.length === 0) void message.success(told ?? t("write.taken_back"));
        else void message.warning(records === 0 ? why : `${t("write.taken_back_partly")} ${why}`);
      } catch (error) {
        void message.error(sentenceOf(error));
      } finally {
        void client.invalidateQueries({ queryKey: ["records"] });
      }
    },
    [client, message, sentenceOf, t],
  );
}
