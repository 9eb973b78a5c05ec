import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type RecordData, recordKeys, updateRecord } from "@/api/records";

const SHOWN_SECONDS = 6;

/** Ticks a record off: its `field`, which must have been read with it, becomes `value`. It is told as `said`, with a way back. */
export function useTick(object: string, record: RecordData, field: string, value: unknown, said: string): { done: boolean; tick: () => Promise<void> } {
  const { t } = useTranslation("metadata-ui");
  const client = useQueryClient();
  const { message } = App.useApp();
  const [ticked, setTicked] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: recordKeys.object(object) });

  async function set(next: unknown, version?: number): Promise<boolean> {
    try {
      await updateRecord(object, record.id, { [field]: next }, version);
      return true;
    } catch (error) {
      void message.error((error as Error).message);
      return false;
    } finally {
      void refresh();
    }
  }
  async function tick() {
    setTicked(true);
    if (!(await set(value, record.version))) return setTicked(false);
    const key = `tick${record.id}`;
    const undo = async () => {
      message.destroy(key);
      if (await set(record[field])) setTicked(false);
    };
    void message.success({
      key,
      duration: SHOWN_SECONDS,
      content: (
        <>
          {said}{" "}
          <Button type="link" size="small" onClick={() => void undo()}>
            {t("form.undo")}
          </Button>
        </>
      ),
    });
  }
  return { done: ticked || record[field] === value, tick };
}
