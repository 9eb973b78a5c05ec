import { memo } from "react";
import { useTranslation } from "react-i18next";

import type { Field } from "@/api/metadata";
import { useLabels } from "@/design/text";
import { Cell, Input, isEmpty, isMasked, same } from "@/fields";

import styles from "./RecordForm.module.css";
import { isLong, type Standing } from "./RecordFormLayout";

interface FieldProps {
  field: Field;
  id: string;
  value: unknown;
  /** As it was read. */
  before: unknown;
  values: Readonly<Record<string, unknown>>;
  standing: Standing;
  error: string | undefined;
  autoFocus: boolean;
  disabled: boolean | undefined;
  onChange: (name: string, value: unknown) => void;
}

/** Controls that are no form controls get their label by `aria-labelledby`. */
const GROUPS = new Set<Field["type"]>(["rating", "address", "files", "image", "rich_text"]);

/** A label, an input, what helps, and what is wrong with it. */
export const RecordFormField = memo(function RecordFormField({ field, id, value, before, values, standing, error, autoFocus, disabled, onChange }: FieldProps) {
  const { t } = useTranslation("metadata-ui");
  const labelOf = useLabels();
  // A mask is never sent back: it is shown beside an empty input, and stays what it is until something is typed.
  const hidden = isMasked(field, before);
  const masked = hidden && same(field, value, before);
  const group = GROUPS.has(field.type);
  const help = labelOf(field.help);
  return (
    <div
      className={`${styles.field} ${isLong(field) ? styles.long : ""}`}
      data-field={field.name}
      data-invalid={error ? "" : undefined}
      role={group ? "group" : undefined}
      aria-labelledby={group ? `${id}-label` : undefined}
    >
      <label id={`${id}-label`} className={styles.label} htmlFor={id}>
        {labelOf(field.label, field.name)}
        {standing.required && <sup title={t("form.required")}>*</sup>}
      </label>
      {standing.readonly ? (
        <div className={styles.value}>
          <Cell field={field} value={value} place="page" />
        </div>
      ) : (
        <Input
          field={field}
          id={id}
          value={masked ? null : value}
          onChange={(next) => onChange(field.name, hidden && isEmpty(next) ? before : next)}
          values={values}
          invalid={Boolean(error)}
          disabled={disabled}
          autoFocus={autoFocus}
        />
      )}
      {error && (
        <span className={styles.error} role="alert">
          {error}
        </span>
      )}
      {hidden && !standing.readonly && <span className={styles.help}>{t("form.masked", { mask: before })}</span>}
      {help && !error && <span className={styles.help}>{help}</span>}
    </div>
  );
});
