import { Button, Input, Modal, Radio, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { type Action, useModel } from "@/api/metadata";
import { useLabels } from "@/design/text";

import { Copied } from "../parts/Copied";
import parts from "../parts/parts.module.css";
import { useDo } from "../parts/useDo";
import styles from "./me.module.css";
import { KEYS, type ScopeLine, scopesOf } from "./scopes";

const ACTIONS: Action[] = ["read", "create", "update", "delete", "import", "export", "transfer"];
const DAYS = [30, 90, 365, 0];
const KINDS = ["read", "chosen", "all"] as const;

/** A new key: what for, what it may do, for how long. Its token is shown this once. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const [name, setName] = useState("");
  const [days, setDays] = useState(90);
  const [kind, setKind] = useState<(typeof KINDS)[number]>("read");
  const [lines, setLines] = useState<ScopeLine[]>([{ object: "*", actions: ["read"] }]);
  const [token, setToken] = useState<string | null>(null);
  const { act, busy, problem } = useDo(KEYS);
  const scopes = kind === "all" ? null : kind === "read" ? ["read"] : scopesOf(lines);
  const create = async () => {
    const expires_at = days ? new Date(Date.now() + days * 86_400_000).toISOString() : null;
    const body = { name: name.trim(), scopes, expires_at };
    const made = await act(() => send<{ token: string }>("POST", "/api/keys", { body }), undefined, true);
    if (made) setToken(made.token);
  };
  const shared = { open: true, title: t(token ? "keys.made" : "keys.create"), onCancel: onClose, mask: { closable: false } };
  if (token)
    return (
      <Modal {...shared} keyboard={false} closable={false} footer={<Button type="primary" onClick={onClose}>{t("keys.kept")}</Button>}>
        <div className={parts.once}>
          <p className={parts.warn}>{t("keys.once")}</p>
          <Copied text={token} label={t("keys.token")} />
        </div>
      </Modal>
    );
  return (
    <Modal {...shared} okText={t("keys.create")} cancelText={t("cancel")} onOk={() => void create()} okButtonProps={{ loading: busy, disabled: !name.trim() || scopes?.length === 0 }}>
      <div className={parts.form}>
        <div>
          <label htmlFor="key-name">{t("keys.name")}</label>
          <Input id="key-name" autoFocus value={name} placeholder={t("keys.name_hint")} maxLength={100} onChange={(event) => setName(event.target.value)} status={problem?.about("name") ? "error" : undefined} />
        </div>
        <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
          <legend className={parts.hint}>{t("keys.may")}</legend>
          <Radio.Group value={kind} onChange={(event) => setKind(event.target.value)} options={KINDS.map((value) => ({ value, label: t(`keys.kinds.${value}`) }))} />
        </fieldset>
        {kind === "chosen" && <Scopes lines={lines} onChange={setLines} />}
        {problem?.about("scopes") && <p className={parts.problem}>{problem.about("scopes")}</p>}
        <div>
          <label htmlFor="key-days">{t("keys.ends")}</label>
          <Select id="key-days" value={days} onChange={setDays} style={{ width: 180 }} options={DAYS.map((value) => ({ value, label: value ? t("keys.days", { count: value }) : t("keys.endless") }))} />
        </div>
      </div>
    </Modal>
  );
}

function Scopes({ lines, onChange }: { lines: ScopeLine[]; onChange: (lines: ScopeLine[]) => void }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const model = useModel();
  const objects = [{ value: "*", label: t("every_object") }, ...[...model.objects.values()].map((one) => ({ value: one.name, label: labelOf(one.label, one.name) }))];
  const put = (at: number, line: Partial<ScopeLine>) => onChange(lines.map((one, place) => (place === at ? { ...one, ...line } : one)));
  return (
    <div>
      {lines.map((line, at) => (
        <div key={at} className={styles.scope}>
          <Select aria-label={t("object")} value={line.object} options={objects} showSearch={{ optionFilterProp: "label" }} onChange={(object) => put(at, { object })} />
          <Select aria-label={t("actions_label")} mode="multiple" value={line.actions} options={ACTIONS.map((value) => ({ value, label: t(`actions.${value}`) }))} onChange={(actions) => put(at, { actions })} />
          <Button aria-label={t("remove")} icon={<Trash2 size={15} aria-hidden />} disabled={lines.length === 1} onClick={() => onChange(lines.filter((_, place) => place !== at))} />
        </div>
      ))}
      <Button size="small" icon={<Plus size={14} aria-hidden />} onClick={() => onChange([...lines, { object: "*", actions: [] }])}>
        {t("keys.add")}
      </Button>
    </div>
  );
}
