import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { ArchiveRestore } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ErrorState, Message, Skeleton } from "@/design/States";

import { editDraft, useWorkshop } from "../model/store";
import { removedObjects, versionsQuery } from "../versions/versions";
import styles from "./RecycleBin.module.css";

/** Objects that were removed: their records are kept until they are purged. */
export function RecycleBin({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("build");
  const versions = useQuery(versionsQuery);
  const base = useWorkshop((state) => state.base);
  const draft = useWorkshop((state) => state.draft);
  const removed = versions.data ? removedObjects(versions.data).filter((id) => !base.has(id)) : [];
  const toggle = (key: "restore" | "purge", id: string) =>
    editDraft((now) => ({ ...now, [key]: now[key].includes(id) ? now[key].filter((one) => one !== id) : [...now[key], id] }));
  return (
    <Modal open title={t("bin.title")} footer={null} onCancel={onClose} width={560}>
      <p className="muted">{t("bin.text")}</p>
      {versions.isPending && <Skeleton />}
      {versions.error && <ErrorState error={versions.error} retry={() => void versions.refetch()} small />}
      {versions.data && removed.length === 0 && (
        <Message icon={<ArchiveRestore />} title={t("bin.empty")} small>
          {t("bin.empty_text")}
        </Message>
      )}
      <ul className={styles.list}>
        {removed.map((id) => {
          const back = draft.restore.includes(id);
          const gone = draft.purge.includes(id);
          return (
            <li key={id}>
              <code>{id}</code>
              <span className="muted">{back ? t("bin.will_restore") : gone ? t("bin.will_purge") : ""}</span>
              <Button size="small" disabled={gone} onClick={() => toggle("restore", id)}>
                {t(back ? "undo" : "bin.restore")}
              </Button>
              <Button size="small" danger disabled={back} onClick={() => toggle("purge", id)}>
                {t(gone ? "undo" : "bin.purge")}
              </Button>
            </li>
          );
        })}
      </ul>
    </Modal>
  );
}
