import { App, Button, Input, Select } from "antd";
import { Plus, Trash2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useLabels } from "@/design/text";

import { change, removeObject } from "../model/edit";
import { kindOf } from "../model/kinds";
import { nameProblem } from "../model/names";
import { relationsOf } from "../model/relations";
import { renameObject } from "../model/rename";
import { edit, useDesign } from "../model/store";
import type { ObjectDef } from "../model/types";
import { Group, Row } from "../parts/Form";
import { addressOf, useGo } from "../parts/go";
import { IconPicker } from "../parts/IconPicker";
import { LabelsInput } from "../parts/LabelsInput";

/** A name that programs use: taken over when it is right and the field is left. */
export function NameInput({ id, value, taken, disabled, onChange }: { id: string; value: string; taken: string[]; disabled?: boolean; onChange: (name: string) => void }) {
  const { t } = useTranslation("build");
  const [written, setWritten] = useState<string | null>(null);
  const problem = written !== null && written !== value ? nameProblem(written, taken) : null;
  const leave = () => {
    if (written !== null && written !== value && !problem) onChange(written);
    setWritten(null);
  };
  return (
    <>
      <Input id={id} value={written ?? value} disabled={disabled} maxLength={40} status={problem ? "error" : undefined} onChange={(event) => setWritten(event.target.value)} onBlur={leave} onPressEnter={leave} style={{ fontFamily: "var(--mono)" }} />
      {problem && <span style={{ color: "var(--danger)", fontSize: 12.5 }}>{t(`name_problem.${problem}`)}</span>}
    </>
  );
}

/** What holds for the object as a whole. */
export function ObjectProperties({ object }: { object: ObjectDef }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const design = useDesign();
  const go = useGo();
  const { modal } = App.useApp();
  const set = (keys: Partial<ObjectDef>, tag = "") => edit((now) => change(now, object.id, (one) => ({ ...one, ...keys })), tag && `${object.id}.${tag}`);
  const names = (fits: (type: ObjectDef["fields"][number]) => boolean) =>
    object.fields.filter((field) => !field.system && fits(field)).map((field) => ({ value: field.name, label: labelOf(field.label, field.name) }));
  const titles = names((field) => kindOf(field.type).sortable === true && kindOf(field.type).group !== "relation");
  const uniques = names((field) => kindOf(field.type).unique === true);
  const taken = [...design.values()].filter((one) => one.id !== object.id).map((one) => one.name);
  const remove = () =>
    modal.confirm({
      title: t("objects.remove", { name: labelOf(object.label, object.name) }),
      content: t(object.state === "new" ? "objects.remove_new" : "objects.remove_text"),
      okText: t("objects.remove_now"),
      cancelText: t("cancel"),
      okButtonProps: { danger: true },
      onOk: () => {
        edit((now) => removeObject(now, object.id));
        go("/build/objects");
      },
    });
  return (
    <fieldset disabled={!object.open} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <Group title={t("object.title")}>
        <Row label={t("object.label")}>
          {(id) => (
            <div style={{ display: "grid", gridTemplateColumns: "auto minmax(0,1fr)", gap: 8 }}>
              <IconPicker value={object.icon} onChange={(icon) => set({ icon })} />
              <LabelsInput id={id} value={object.label} onChange={(label) => set({ label }, "label")} />
            </div>
          )}
        </Row>
        <Row label={t("object.name")} help={t("object.name_help")}>
          {(id) => (
            <NameInput
              id={id}
              value={object.name}
              taken={taken}
              disabled={object.system}
              onChange={(name) => {
                edit((now) => renameObject(now, object.id, name));
                go(addressOf(name));
              }}
            />
          )}
        </Row>
        <Row label={t("object.description")}>{(id) => <LabelsInput id={id} lines value={object.description} onChange={(description) => set({ description }, "description")} />}</Row>
        <Row label={t("object.title_field")} help={t("object.title_help")}>
          {(id) => <Select id={id} value={object.title} disabled={object.system} options={titles} onChange={(title) => set({ title })} />}
        </Row>
      </Group>
      <Group
        title={t("object.unique")}
        actions={<Button size="small" type="text" icon={<Plus size={14} />} aria-label={t("object.unique_add")} onClick={() => set({ unique: [...object.unique, []] })} disabled={object.system || uniques.length < 2} />}
      >
        <p className="muted">{t("object.unique_help")}</p>
        {object.unique.map((fields, at) => (
          <div key={at} style={{ display: "flex", gap: 4 }}>
            <Select
              mode="multiple"
              style={{ flex: 1, minWidth: 0 }}
              aria-label={t("object.unique")}
              value={fields}
              options={uniques}
              onChange={(chosen: string[]) => set({ unique: object.unique.map((one, index) => (index === at ? chosen : one)) })}
            />
            <Button type="text" aria-label={t("remove")} icon={<X size={15} />} onClick={() => set({ unique: object.unique.filter((_, index) => index !== at) })} />
          </div>
        ))}
      </Group>
      <Group title={t("object.relations")}>
        {relationsOf(design, object).length === 0 && <p className="muted">{t("object.no_relations")}</p>}
        <ul style={{ display: "grid", gap: 4 }}>
          {relationsOf(design, object).map((relation) => (
            <li key={`${relation.to}.${relation.field}`}>
              {labelOf([...design.values()].find((one) => one.name === relation.to)?.label, relation.to)} <code className="muted">{relation.name}</code>
            </li>
          ))}
        </ul>
      </Group>
      {!object.system && (
        <Group>
          <Button danger icon={<Trash2 size={15} />} onClick={remove}>
            {t("objects.remove_now")}
          </Button>
        </Group>
      )}
    </fieldset>
  );
}
