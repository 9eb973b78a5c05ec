import { Button, Select, Switch } from "antd";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { textOf, useLabels, useLocale } from "@/design/text";

import { change, isRemovable, labelField, namesOn, removeField, setField } from "../model/edit";
import { isDefinable, KINDS, kindOf, settingsAtFirst, typesAfter } from "../model/kinds";
import { renameField } from "../model/rename";
import { edit, useDesign } from "../model/store";
import type { Definable, FieldDef, Keys, ObjectDef } from "../model/types";
import { Group, Row } from "../parts/Form";
import { LabelsInput } from "../parts/LabelsInput";
import { When } from "../parts/When";
import { useProblems } from "../publish/problems";
import { DefaultInput } from "./DefaultInput";
import { NameInput } from "./ObjectProperties";
import { SETTINGS } from "./settings/registry";

const PERSONAL = ["none", "contact", "identity", "financial", "health", "location", "sensitive"];

interface Props {
  object: ObjectDef;
  field: FieldDef;
  onGone: () => void;
}

/** The settings of the old type that the new one does not know fall away. */
function retyped(field: FieldDef, type: Definable): Keys {
  const common = new Set("id name type label help required visible readonly unique indexed searchable history personal state".split(" "));
  const dropped = Object.keys(field).filter((key) => !common.has(key) && !(key === "options" && /select/.test(type)));
  const keys: Keys = Object.fromEntries(dropped.map((key) => [key, undefined]));
  if (!KINDS[type].unique) keys.unique = undefined;
  if (!KINDS[type].indexable) keys.indexed = undefined;
  const start = settingsAtFirst(type);
  return { ...keys, ...(field.options && "options" in start ? {} : start), type };
}

function TypeRow({ field, set }: { field: FieldDef; set: (keys: Keys) => void }) {
  const { t } = useTranslation("build");
  const next = field.state === "new" ? (Object.keys(KINDS) as Definable[]).filter((type) => KINDS[type].group !== "relation" || type === field.type) : typesAfter(field.type);
  const options = [...new Set([field.type as Definable, ...next])].map((type) => ({ value: type, label: t(`kinds.${type}.name`) }));
  return (
    <Row label={t("field.type")} help={field.state === "new" ? t(`kinds.${field.type}.text`) : t("field.type_help")}>
      {(id) => (
        <Select id={id} showSearch={{ optionFilterProp: "label" }} value={field.type as Definable} options={options} disabled={options.length < 2 || field.state === "restored"} onChange={(type) => set(retyped(field, type))} />
      )}
    </Row>
  );
}

/** Everything that can be said of one field. */
export function FieldProperties({ object, field, onGone }: Props) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const locale = useLocale();
  const design = useDesign();
  const problems = useProblems(object.id).fields.get(field.id);
  const kind = kindOf(field.type);
  const set = (keys: Keys, tag = "") => edit((now) => setField(now, object.id, field.id, keys), tag && `${object.id}.${field.id}.${tag}`);
  const taken = namesOn(design, object).filter((name) => name !== field.name);
  const Settings = isDefinable(field.type) ? SETTINGS[field.type] : null;
  const remove = () => {
    edit((now) => removeField(now, object.id, field.id));
    onGone();
  };
  const toggle = (key: string, standard: boolean, help?: string) => (
    <Row inline label={t(`field.${key}`)} help={help}>
      {(id) => <Switch id={id} size="small" checked={(field[key] as boolean | undefined) ?? standard} onChange={(on) => set({ [key]: on === standard ? undefined : on })} />}
    </Row>
  );
  if (field.system) return <Group title={labelOf(field.label, field.name)}>{t("field.system")}</Group>;
  return (
    <fieldset disabled={!object.open} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <Group title={t("field.basics")}>
        {problems && (
          <p role="alert" style={{ color: "var(--danger)" }}>
            {problems.join(" ")}
          </p>
        )}
        <Row label={t("field.label")}>
          {(id) => (
            <LabelsInput
              id={id}
              value={field.label}
              autoFocus={field.state === "new" && textOf(field.label, locale) === t(`kinds.${field.type}.name`)}
              onChange={(label) => edit((now) => labelField(now, object.id, field.id, label), `${object.id}.${field.id}.label`)}
            />
          )}
        </Row>
        <Row label={t("field.name")} help={field.state === "new" ? undefined : t("field.name_help")}>
          {(id) => <NameInput id={id} value={field.name} taken={taken} onChange={(name) => edit((now) => renameField(now, object.id, field.id, name))} />}
        </Row>
        <TypeRow field={field} set={set} />
        <Row label={t("field.help")}>{(id) => <LabelsInput id={id} lines value={field.help as FieldDef["label"] | undefined} onChange={(help) => set({ help: Object.keys(help).length ? help : undefined }, "help")} />}</Row>
      </Group>
      {Settings && <Settings object={object} field={field} set={set} />}
      <Group title={t("field.behaviour")}>
        {field.type !== "autonumber" && <When object={object} label={t("field.required")} standard={false} value={field.required} onChange={(required) => set({ required })} />}
        <When object={object} label={t("field.visible")} standard={true} value={field.visible} onChange={(visible) => set({ visible })} />
        {field.type !== "autonumber" && <When object={object} label={t("field.readonly")} standard={false} value={field.readonly} onChange={(readonly) => set({ readonly })} />}
        {kind.unique && toggle("unique", false, t("field.unique_help"))}
        {kind.default && <DefaultInput field={field} set={set} />}
        {object.title !== field.name && kind.sortable && kind.group !== "relation" && !object.system && (
          <Button size="small" onClick={() => edit((now) => change(now, object.id, (one) => ({ ...one, title: field.name })))}>
            {t("field.make_title")}
          </Button>
        )}
      </Group>
      <Group title={t("field.more")}>
        {kind.indexable && toggle("indexed", false, t("field.indexed_help"))}
        {toggle("searchable", true)}
        {toggle("history", true, t("field.history_help"))}
        <Row label={t("field.personal")} help={t("field.personal_help")}>
          {(id) => (
            <Select
              id={id}
              value={(field.personal as string | undefined) ?? "none"}
              options={PERSONAL.map((value) => ({ value, label: t(`personal.${value}`) }))}
              onChange={(value) => set({ personal: value === "none" ? undefined : value })}
            />
          )}
        </Row>
      </Group>
      <Group>
        <Button danger icon={<Trash2 size={15} />} disabled={!isRemovable(object, field)} onClick={remove}>
          {t(field.state === "new" ? "remove" : "bin.move")}
        </Button>
        {object.title === field.name && <p className="muted">{t("field.title_stays")}</p>}
      </Group>
    </fieldset>
  );
}
