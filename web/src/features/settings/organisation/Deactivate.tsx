import { App, Button, Modal, Radio } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { recordKeys, type Reference, updateRecord } from "@/api/records";
import { RecordSelect } from "@/fields";

import { HandOverReport } from "../parts/HandOverReport";
import parts from "../parts/parts.module.css";
import { useDo } from "../parts/useDo";
import type { Person } from "./people";

/** Somebody leaves: everything of theirs goes to a colleague first, with a report – or they only can't sign in any more. */
export function Deactivate({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const id = useId();
  const [how, setHow] = useState<"give" | "keep">("give");
  const [to, setTo] = useState<Reference | null>(null);
  const [running, setRunning] = useState<string | null>(null);
  const { act, busy } = useDo(recordKeys.object("user"));
  const go = async () => {
    if (how === "keep") {
      if (await act(() => updateRecord("user", person.id, { active: false }, person.version), t("users.deactivated"))) onClose();
      return;
    }
    if (to?.id === person.id) return void message.warning(t("users.give_other"));
    const begun = await act(() => send<{ id: string }>("POST", `/api/users/${person.id}/hand-over`, { body: { to: to!.id, deactivate: true } }));
    if (begun) setRunning(begun.id);
  };
  if (running)
    return (
      <Modal open title={t("users.giving", { name: person.name })} onCancel={onClose} footer={<Button onClick={onClose}>{t("done")}</Button>}>
        <HandOverReport id={running} />
        <p className={parts.hint} style={{ marginTop: 8 }}>
          {t("users.giving_note")}
        </p>
      </Modal>
    );
  return (
    <Modal
      open
      title={t("users.deactivate_title", { name: person.name })}
      onCancel={onClose}
      onOk={() => void go()}
      okText={t("users.deactivate")}
      okButtonProps={{ danger: true, loading: busy, disabled: how === "give" && !to }}
      cancelText={t("cancel")}
    >
      <div className={parts.form}>
        <p>{t("users.deactivate_text")}</p>
        <Radio.Group
          value={how}
          onChange={(event) => setHow(event.target.value)}
          style={{ display: "grid", gap: 6 }}
          options={(["give", "keep"] as const).map((value) => ({ value, label: t(`users.leaving.${value}`) }))}
        />
        {how === "give" && (
          <div>
            <label htmlFor={id}>{t("users.give_to")}</label>
            <RecordSelect id={id} object="user" value={to ? [to] : []} onChange={([one]) => setTo(one ?? null)} />
          </div>
        )}
      </div>
    </Modal>
  );
}
