import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Checkbox, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { type ObjectDefinition, useModel } from "@/api/metadata";
import type { Place, Problem } from "@/api/problem";
import type { RecordData, Reference } from "@/api/records";
import { useLabels } from "@/design/text";
import { useTakeBack } from "@/metadata-ui/useTakeBack";
import { UserPicker } from "@/metadata-ui/UserPicker";

import styles from "./Dialogs.module.css";

interface Transferred {
  transferred: Record<string, number>;
  failed: Place[];
  change: string | null;
}

/** Gives a record to another owner, and with it what hangs on it and belongs to the same one. */
export function TransferDialog({ object, record, onClose }: { object: ObjectDefinition; record: RecordData; onClose: () => void }) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const model = useModel();
  const client = useQueryClient();
  const { message } = App.useApp();
  const takeBack = useTakeBack();
  const [owner, setOwner] = useState<Reference[]>([]);
  const [children, setChildren] = useState<string[]>([]);
  const relations = object.relations.filter((one) => one.kind === "inverse" && model.object(one.to)?.actions.includes("transfer"));
  const refresh = () => client.invalidateQueries({ queryKey: ["records"] });

  const transfer = useMutation<Transferred, Problem>({
    mutationFn: () => send<Transferred>("POST", `/api/records/${object.name}/transfer`, { body: { ids: [record.id], owner: owner[0]!.id, children } }),
    onSuccess: (done) => {
      void refresh();
      const count = Object.values(done.transferred).reduce((sum, one) => sum + one, 0);
      const refused = [...new Set(done.failed.map((one) => one.message))].join(" ");
      if (count === 0) return void message.warning(refused);
      void message.open({
        type: refused ? "warning" : "success",
        content: (
          <>
            {t("transfer.done", { count, name: owner[0]!.title })} {refused}{" "}
            {done.change && (
              <button type="button" className={styles.link} onClick={() => void takeBack(done.change!)}>
                {t("bin.undo")}
              </button>
            )}
          </>
        ),
        duration: 8,
      });
      onClose();
    },
  });
  const error = transfer.error && (transfer.error.errors.map((one) => one.message).join(" ") || transfer.error.message);
  return (
    <Modal
      open
      title={t("transfer.title")}
      okText={t("transfer.ok")}
      okButtonProps={{ disabled: owner.length === 0, loading: transfer.isPending }}
      onOk={() => transfer.mutate()}
      onCancel={onClose}
      width={480}
      destroyOnHidden
    >
      <div className={styles.dialog}>
        <UserPicker value={owner} onChange={setOwner} label={t("transfer.to")} invalid={transfer.isError} autoFocus />
        {relations.length > 0 && (
          <fieldset className={styles.children}>
            <legend>{t("transfer.children")}</legend>
            <Checkbox.Group
              value={children}
              onChange={setChildren}
              options={relations.map((one) => ({ value: one.name, label: labelOf(model.object(one.to)?.label, one.to) }))}
            />
          </fieldset>
        )}
        {error && (
          <p className={styles.error} role="alert">
            {error}
          </p>
        )}
      </div>
    </Modal>
  );
}
