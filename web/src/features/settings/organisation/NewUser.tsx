import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { createRecord, type RecordData, recordKeys } from "@/api/records";
import { useMe } from "@/api/session";
import { toWire } from "@/fields";

import { FieldLine } from "../parts/FieldLine";
import { useDo } from "../parts/useDo";
import { type Invitation, InvitationLink, invite } from "./Invitation";

const FIELDS = ["name", "email", "department", "manager", "roles"];

/** A new colleague; administrators get the link of the invitation at once. */
export function NewUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const me = useMe();
  const model = useModel();
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [made, setMade] = useState<{ user: RecordData; invitation: Invitation } | null>(null);
  const { act, busy, problem } = useDo(recordKeys.object("user"));
  const fields = FIELDS.map((name) => model.field("user", name)).filter((field) => field?.writable);
  const create = async () => {
    const written = Object.fromEntries(fields.map((field) => [field!.name, toWire(field!, values[field!.name])]));
    const user = await act(() => createRecord("user", written), undefined, true);
    if (!user) return;
    const invitation = me.admin ? await act(() => invite(user.id, "invite")) : undefined;
    if (invitation) setMade({ user, invitation });
    else onClose();
  };
  if (made)
    return (
      <Modal open title={t("users.invited", { name: String(made.user.name) })} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{t("done")}</Button>}>
        <InvitationLink invitation={made.invitation} kind="invite" />
      </Modal>
    );
  return (
    <Modal open width={620} title={t("users.create")} onCancel={onClose} onOk={() => void create()} okText={t(me.admin ? "users.create_and_invite" : "save")} cancelText={t("cancel")} okButtonProps={{ loading: busy }}>
      {fields.map((field) => (
        <FieldLine
          key={field!.name}
          object="user"
          field={field!.name}
          value={values[field!.name]}
          onChange={(value) => setValues({ ...values, [field!.name]: value })}
          problem={problem?.about(field!.name)}
          hint={field!.name === "roles" ? t("users.roles_hint") : undefined}
          autoFocus={field!.name === "name"}
        />
      ))}
    </Modal>
  );
}
