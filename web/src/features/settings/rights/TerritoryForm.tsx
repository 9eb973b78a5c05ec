import { Button, Modal, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { createRecord, type RecordData, recordKeys, updateRecord } from "@/api/records";
import { useLabels } from "@/design/text";
import { toWire } from "@/fields";

import { FieldLine } from "../parts/FieldLine";
import { useDo } from "../parts/useDo";
import type { TerritoryRule } from "./Territories";
import { Where } from "./Where";

const FIELDS = ["name", "parent", "members", "access"];

export function TerritoryForm({ territory, onClose }: { territory: Partial<RecordData>; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const model = useModel();
  const [values, setValues] = useState<Record<string, unknown>>({ access: "read", members: [], ...territory });
  const [rules, setRules] = useState((territory.rules ?? []) as TerritoryRule[]);
  const { act, busy, problem } = useDo(recordKeys.object("territory"));
  const objects = [...model.objects.values()].filter((one) => !one.system).map((one) => ({ value: one.name, label: labelOf(one.label, one.name) }));
  const put = (at: number, rule: Partial<TerritoryRule>) => setRules(rules.map((one, place) => (place === at ? { ...one, ...rule } : one)));
  const save = async () => {
    const written = { ...Object.fromEntries(FIELDS.map((name) => [name, toWire(model.field("territory", name)!, values[name]) ?? (name === "members" ? [] : null)])), rules };
    const done = await act(() => (territory.id ? updateRecord("territory", territory.id, written, territory.version) : createRecord("territory", written)), t("saved"), true);
    if (done) onClose();
  };
  return (
    <Modal open width={720} title={t(territory.id ? "territories.edit" : "territories.create")} onCancel={onClose} onOk={() => void save()} okText={t("save")} cancelText={t("cancel")} okButtonProps={{ loading: busy }}>
      {FIELDS.map((name) => (
        <FieldLine key={name} object="territory" field={name} value={values[name]} onChange={(value) => setValues({ ...values, [name]: value })} problem={problem?.about(name)} autoFocus={name === "name"} />
      ))}
      <p className="muted" style={{ margin: "10px 0 6px" }}>
        {t("territories.rules")}
      </p>
      {rules.map((rule, at) => (
        <div key={at} style={{ display: "grid", gap: 8, padding: 12, marginBottom: 8, border: "1px solid var(--line)", borderRadius: 10 }}>
          <span style={{ display: "flex", gap: 8 }}>
            <Select aria-label={t("object")} style={{ flex: 1 }} value={rule.object} options={objects} onChange={(object) => put(at, { object, where: { and: [] } })} />
            <Button aria-label={t("remove")} icon={<Trash2 size={15} aria-hidden />} onClick={() => setRules(rules.filter((_, place) => place !== at))} />
          </span>
          <Where object={rule.object} value={rule.where} onChange={(where) => put(at, { where })} />
        </div>
      ))}
      {problem?.about("rules") && (
        <p role="alert" style={{ color: "var(--danger)" }}>
          {problem.about("rules")}
        </p>
      )}
      <Button size="small" icon={<Plus size={14} aria-hidden />} onClick={() => setRules([...rules, { object: objects[0]!.value, where: { and: [] } }])}>
        {t("territories.add_rule")}
      </Button>
    </Modal>
  );
}
