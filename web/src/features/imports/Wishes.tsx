import { Checkbox, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";

import type { Model, ObjectDefinition } from "@/api/metadata";
import { useLabels } from "@/design/text";

import { creatable, keyFields, type Mapping, type Options } from "./import";
import styles from "./Imports.module.css";

interface Props {
  object: ObjectDefinition;
  model: Model;
  mapping: Mapping;
  options: Options;
  onChange: (options: Options) => void;
}

/** How rows meet the records that are there already. */
export function Wishes({ object, model, mapping, options, onChange }: Props) {
  const { t } = useTranslation("imports");
  const labelOf = useLabels();
  const keys = Array.isArray(options.key) ? options.key : options.key ? [options.key] : [];
  const mode = options.mode ?? (keys.length ? "upsert" : "create");
  const references = creatable(object, model, mapping);
  const made = options.create === true ? references.map((field) => field.name) : Array.isArray(options.create) ? options.create : [];
  return (
    <div className={styles.wishes}>
      <fieldset>
        <legend>{t("wishes.mode")}</legend>
        <Radio.Group
          value={mode}
          onChange={(event) => onChange({ ...options, mode: event.target.value, key: event.target.value === "create" ? [] : keys })}
          options={(["create", "upsert", "update"] as const).map((value) => ({ value, label: t(`wishes.${value}`) }))}
        />
      </fieldset>
      {mode !== "create" && (
        <label>
          <span>{t("wishes.key")}</span>
          <Select
            mode="multiple"
            value={keys}
            placeholder={t("wishes.key_hint")}
            options={keyFields(object, mapping).map((field) => ({ value: field.name, label: labelOf(field.label, field.name) }))}
            onChange={(key) => onChange({ ...options, mode, key })}
            aria-label={t("wishes.key")}
          />
        </label>
      )}
      {references.length > 0 && (
        <fieldset>
          <legend>{t("wishes.create_related")}</legend>
          <Checkbox.Group
            value={made}
            options={references.map((field) => ({ value: field.name, label: labelOf(field.label, field.name) }))}
            onChange={(create) => onChange({ ...options, create })}
          />
        </fieldset>
      )}
      {mode !== "create" && (
        <fieldset>
          <legend>{t("wishes.empty")}</legend>
          <Radio.Group
            value={options.empty}
            onChange={(event) => onChange({ ...options, empty: event.target.value })}
            options={(["keep", "clear"] as const).map((value) => ({ value, label: t(`wishes.${value}`) }))}
          />
        </fieldset>
      )}
    </div>
  );
}
