/** Writing by moving things about: to another column of a board, to another day of a calendar. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import type { Field, ObjectDefinition } from "@/api/metadata";
import { Problem } from "@/api/problem";
import { readRecord, type RecordData, recordKeys, updateRecord } from "@/api/records";
import { same, toWire } from "@/fields";
import { openDrawer } from "@/metadata-ui/drawer";
import { useSavedMessage } from "@/metadata-ui/useSavedMessage";

const HANDED_ON = new Set(["owner", "department"]);

/** Whether this person may write the field at all; of a single record only the server knows. */
export const mayWrite = (object: ObjectDefinition, field: Field | undefined): boolean =>
  field !== undefined &&
  field.writable &&
  field.access === "write" &&
  field.readonly !== true &&
  object.actions.includes(HANDED_ON.has(field.name) ? "transfer" : "update");

type Values = Record<string, unknown>;
/** The record as it was written, or null where it was not; why not has been said. */
export type QuickWrite = (row: RecordData, values: Values, told: string) => Promise<RecordData | null>;

/** Writes a few values at once. What a rule asks for besides them is asked in the drawer, which then writes all of it. */
export function useQuickWrite(object: ObjectDefinition): QuickWrite {
  const { t } = useTranslation("objects");
  const { message } = App.useApp();
  const client = useQueryClient();
  const said = useSavedMessage();
  return useCallback(
    async (row, values, told) => {
      try {
        const saved = await write(object, row, values);
        if (!saved) void message.warning(t("kanban.changed_meanwhile"));
        else said(object.name, saved, told);
        return saved;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const lacking = lackingFields(object, error, values);
        void message.warning(error.isOffline ? t("kanban.offline") : sentenceOf(error));
        if (lacking.length > 0) openDrawer({ object: object.name, id: row.id, only: lacking, values });
        return null;
      } finally {
        void client.invalidateQueries({ queryKey: recordKeys.object(object.name) });
      }
    },
    [object, client, message, said, t],
  );
}

const STALE = 412;

/** Where the record has moved on, but not in what is written here, it is written all the same. */
async function write(object: ObjectDefinition, row: RecordData, values: Values): Promise<RecordData | null> {
  const fields = new Map(object.fields.map((field) => [field.name, field]));
  const sent = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toWire(fields.get(name)!, value)]));
  try {
    return await updateRecord(object.name, row.id, sent, row.version);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== STALE) throw error;
  }
  const now = await readRecord(object.name, row.id);
  const untouched = Object.keys(values).every((name) => same(fields.get(name)!, now[name], row[name]));
  return untouched ? updateRecord(object.name, row.id, sent, now.version) : null;
}

function lackingFields(object: ObjectDefinition, problem: Problem, values: Values): string[] {
  const writable = new Set(object.fields.filter((field) => field.writable).map((field) => field.name));
  const about = problem.errors.flatMap((one) => one.field?.split(".")[0] ?? []);
  return [...new Set(about)].filter((name) => writable.has(name) && !(name in values));
}

const sentenceOf = (problem: Problem) => [...new Set(problem.errors.map((one) => one.message))].join(" ") || problem.message;
