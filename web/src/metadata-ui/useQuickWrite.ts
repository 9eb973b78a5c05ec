import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import type { ObjectDefinition } from "@/api/metadata";
import { Problem } from "@/api/problem";
import { type RecordData, recordKeys } from "@/api/records";
import { useSentence } from "@/design/sentence";

import { openDrawer } from "./drawer";
import { useSavedMessage } from "./useSavedMessage";
import { type Values, writeValues } from "./writing";

/** The record as it was written, or null where it was not; why not has been said. */
export type QuickWrite = (row: RecordData, values: Values, told: string) => Promise<RecordData | null>;

/** Writes a few values at once. What a rule asks for besides them is asked in the drawer, which then writes all of it. */
export function useQuickWrite(object: ObjectDefinition): QuickWrite {
  const { t } = useTranslation("metadata-ui");
  const { message } = App.useApp();
  const client = useQueryClient();
  const said = useSavedMessage();
  const sentenceOf = useSentence();
  return useCallback(
    async (row, values, told) => {
      try {
        const { record, wrote } = await writeValues(object, row, values);
        client.setQueryData(recordKeys.one(object.name, row.id), record);
        if (wrote) said(object.name, record, told);
        else void message.warning(t("write.changed_meanwhile"));
        return wrote ? record : null;
      } catch (error) {
        void message.warning(sentenceOf(error));
        const lacking = error instanceof Problem ? lackingFields(object, error, values) : [];
        if (lacking.length > 0) openDrawer({ object: object.name, id: row.id, only: lacking, values });
        return null;
      } finally {
        void client.invalidateQueries({ queryKey: recordKeys.object(object.name) });
      }
    },
    [object, client, message, said, sentenceOf, t],
  );
}

/** The fields without which the server does not take the change, as far as this person may fill them in. */
function lackingFields(object: ObjectDefinition, problem: Problem, values: Values): string[] {
  const writable = new Set(object.fields.filter((field) => field.writable).map((field) => field.name));
  const about = problem.errors.flatMap((one) => one.field?.split(".")[0] ?? []);
  return [...new Set(about)].filter((name) => writable.has(name) && !(name in values));
}
