import { App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { useModel } from "@/api/metadata";
import { useSentence } from "@/design/sentence";

import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

/** Hidden until asked for; each reveal is written down by the server. */
export function Cell({ field, value, record, place }: CellProps) {
  const { t } = useTranslation("fields");
  const { message } = App.useApp();
  const sentenceOf = useSentence();
  const [shown, setShown] = useState<string | null>(null);
  const object = useModel().metadata.objects.find((one) => one.fields.includes(field))?.name;
  const revealable = place === "page" && record && object && field.access !== "masked";

  async function reveal() {
    try {
      const answer = await send<{ value: string | null }>("POST", `/api/records/${object}/${record!.id}/reveal`, { body: { field: field.name } });
      setShown(answer.value ?? "");
    } catch (error) {
      void message.error(sentenceOf(error));
    }
  }

  return (
    <span className={styles.line}>
      <span className={`${styles.mono} ${styles.text}`}>{shown ?? String(value)}</span>
      {revealable && (
        <button type="button" className={styles.reveal} onClick={() => (shown === null ? void reveal() : setShown(null))}>
          {t(shown === null ? "secret.reveal" : "secret.hide")}
        </button>
      )}
    </span>
  );
}
