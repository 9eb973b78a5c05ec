import { Input, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import { useModel } from "@/api/metadata";
import { createRecord, type RecordData, recordKeys, type Reference, updateRecord } from "@/api/records";
import { useLabels } from "@/design/text";
import { RecordSelect } from "@/fields";

import { Line } from "../parts/Sheet";
import { useDo } from "../parts/useDo";
import { Where } from "./Where";

const GRANTEES = ["team", "role", "department", "user"];

/** Which records, for whom, to read or to edit as well. */
export function RuleForm({ rule, onClose }: { rule: Partial<RecordData>; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const model = useModel();
  const objects = [...model.objects.values()].filter((one) => !one.system);
  const kept = rule.grantee as Reference | null | undefined;
  const [name, setName] = useState(String(rule.name ?? ""));
  const [object, setObject] = useState(String(rule.object ?? objects[0]?.name ?? ""));
  const [where, setWhere] = useState<Condition>((rule.where as Condition | undefined) ?? { and: [] });
  const [kind, setKind] = useState(kept?.object ?? "team");
  const [grantee, setGrantee] = useState<Reference | null>(kept ?? null);
  const [access, setAccess] = useState(String(rule.access ?? "read"));
  const { act, busy, problem } = useDo(recordKeys.object("sharing_rule"));
  const save = async () => {
    const written = { name: name.trim() || null, object, where, grantee: grantee && { object: kind, id: grantee.id }, access };
    const done = await act(() => (rule.id ? updateRecord("sharing_rule", rule.id, written, rule.version) : createRecord("sharing_rule", written)), t("saved"), true);
    if (done) onClose();
  };
  const label = (one: string) => labelOf(model.object(one)?.label, one);
  return (
    <Modal open width={720} title={t(rule.id ? "sharing.edit" : "sharing.create")} onCancel={onClose} onOk={() => void save()} okText={t("save")} cancelText={t("cancel")} okButtonProps={{ loading: busy, disabled: !grantee }}>
      <Line label={t("keys.name")} htmlFor="rule-name" problem={problem?.about("name")}>
        <Input id="rule-name" autoFocus value={name} onChange={(event) => setName(event.target.value)} placeholder={t("sharing.name_hint")} />
      </Line>
      <Line label={t("sharing.records")} htmlFor="rule-object" problem={problem?.about("object")}>
        <Select
          id="rule-object"
          value={object}
          showSearch={{ optionFilterProp: "label" }}
          options={objects.map((one) => ({ value: one.name, label: labelOf(one.label, one.name) }))}
          onChange={(next) => {
            setObject(next);
            setWhere({ and: [] });
          }}
        />
      </Line>
      <div style={{ padding: "8px 0" }}>
        <p className="muted" style={{ marginBottom: 6 }}>
          {t("sharing.where")}
        </p>
        <Where object={object} value={where} onChange={setWhere} />
        {problem?.about("where") && (
          <p role="alert" style={{ color: "var(--danger)" }}>
            {problem.about("where")}
          </p>
        )}
      </div>
      <Line label={t("sharing.with")} problem={problem?.about("grantee")}>
        <Segmented
          aria-label={t("sharing.with")}
          value={kind}
          onChange={(next) => {
            setKind(next);
            setGrantee(null);
          }}
          options={GRANTEES.map((value) => ({ value, label: label(value) }))}
        />
        <RecordSelect key={kind} object={kind} label={label(kind)} value={grantee ? [grantee] : []} onChange={([one]) => setGrantee(one ?? null)} />
      </Line>
      <Line label={t("sharing.access")} hint={t(`access.${access}_hint`)}>
        <span>
          <Segmented aria-label={t("sharing.access")} value={access} onChange={setAccess} options={["read", "write"].map((value) => ({ value, label: t(`access.${value}`) }))} />
        </span>
      </Line>
    </Modal>
  );
}
