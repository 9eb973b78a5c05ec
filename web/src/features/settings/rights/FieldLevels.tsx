import { Checkbox, Drawer, Input, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Field, useModel } from "@/api/metadata";
import { usePhone } from "@/design/media";
import { useLabels } from "@/design/text";

import { Where } from "./Where";
import { type FieldRight, type Grant, fieldsOf, type Level, levelOf, LEVELS, withField } from "./grants";
import styles from "./Matrix.module.css";

interface FieldLevelsProps {
  object: string;
  grants: Grant[];
  onChange: (grants: Grant[]) => void;
  onClose: () => void;
}

const UNNAMED = "unnamed";
const HIDDEN_FIELDS = ["id", "version", "deleted_at"];

/** What the role limits comes first, what every object has comes last. */
const rank = (field: Field, rights: Record<string, FieldRight>) => (field.name in rights ? 0 : field.system ? 2 : 1);

/** How far each field of an object goes for a role. */
export function FieldLevels({ object, grants, onChange, onClose }: FieldLevelsProps) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const phone = usePhone();
  const [text, setText] = useState("");
  const definition = useModel().object(object)!;
  const rights = fieldsOf(grants, object);
  const named = (field: Field) => labelOf(field.label, field.name);
  // In the order of the moment when it was opened: nothing jumps away under the pointer.
  const [fields] = useState(() =>
    definition.fields.filter((field) => !HIDDEN_FIELDS.includes(field.name)).sort((one, other) => rank(one, rights) - rank(other, rights)),
  );
  const shown = fields.filter((field) => `${named(field)} ${field.name}`.toLowerCase().includes(text.trim().toLowerCase()));
  const granted = grants.some((one) => one.object === object);
  return (
    <Drawer open onClose={onClose} size={phone ? "100%" : 620} title={t("levels.title", { object: labelOf(definition.label, object) })}>
      <p style={{ color: "var(--tertiary)", marginBottom: 12 }}>{t(granted ? "levels.note" : "levels.no_grant")}</p>
      <Input allowClear value={text} onChange={(event) => setText(event.target.value)} placeholder={t("levels.search")} aria-label={t("levels.search")} style={{ marginBottom: 8 }} />
      <ul>
        {shown.map((field) => (
          <FieldLevel key={field.name} object={object} field={field} label={named(field)} right={rights[field.name] ?? null} disabled={!granted} onChange={(right) => onChange(withField(grants, object, field.name, right))} />
        ))}
      </ul>
    </Drawer>
  );
}

interface FieldLevelProps {
  object: string;
  field: Field;
  label: string;
  right: FieldRight | null;
  disabled: boolean;
  onChange: (right: FieldRight | null) => void;
}

function FieldLevel({ object, field, label, right, disabled, onChange }: FieldLevelProps) {
  const { t } = useTranslation("settings");
  const conditional = right !== null && typeof right === "object" ? right : null;
  const put = (level: string) => onChange(level === UNNAMED ? null : conditional ? { ...conditional, level: level as Level } : (level as Level));
  const unnamed = field.type === "id_number" || field.type === "secret" ? "levels.default_masked" : "levels.default";
  const levels = LEVELS.map((value) => ({ value, label: t(`levels.${value}`) }));
  return (
    <li className={styles.level}>
      <div>
        <span>{label}</span>
        <Segmented size="small" disabled={disabled} aria-label={label} value={right === null ? UNNAMED : levelOf(right)} onChange={(value) => put(String(value))} options={[{ value: UNNAMED, label: t(unnamed) }, ...levels]} />
      </div>
      {right !== null && (
        <Checkbox disabled={disabled} checked={!!conditional} onChange={(event) => onChange(event.target.checked ? { level: levelOf(right), where: { and: [] }, otherwise: "hidden" } : levelOf(right))}>
          {t("levels.only_where")}
        </Checkbox>
      )}
      {conditional && (
        <div className={styles.condition} style={{ display: "grid" }}>
          <Where object={object} value={conditional.where} onChange={(where) => onChange({ ...conditional, where })} />
          <span style={{ display: "flex", gap: 10, alignItems: "center" }}>
            {t("levels.otherwise")}
            <Segmented size="small" aria-label={t("levels.otherwise")} value={conditional.otherwise ?? "hidden"} onChange={(otherwise) => onChange({ ...conditional, otherwise: otherwise as Level })} options={levels} />
          </span>
        </div>
      )}
    </li>
  );
}
