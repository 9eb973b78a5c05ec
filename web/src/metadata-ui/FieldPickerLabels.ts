/** Names of fields by the way that leads to them: 客户 / 行业. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { type Field, type Model, useModel } from "@/api/metadata";
import { useLabels } from "@/design/text";

import { relationLabel } from "./ConditionTextWords";
import { fieldsOf } from "./RecordTableColumns";

/** The label of a field, or of a part of one (`currency`, `city`). */
export function useFieldLabel(): (field: Field) => string {
  const labelOf = useLabels();
  const { t } = useTranslation("metadata-ui");
  return useCallback(
    (field) => (typeof field.part === "string" ? t(`filter.parts.${field.part}`, field.part) : labelOf(field.label, field.name)),
    [labelOf, t],
  );
}

export function usePathLabel(fields: readonly Field[]): string {
  const labelOf = useFieldLabel();
  return fields.map(labelOf).join(" / ");
}

/** `labelOf("account.industry")` of an object. */
export function usePathLabels(object: string): (path: string) => string {
  const model: Model = useModel();
  const labelOf = useFieldLabel();
  return useCallback(
    (path) => fieldsOf(model, object, path)?.map(labelOf).join(" / ") ?? path,
    [model, object, labelOf],
  );
}

/** `labelOf("activities")` of an object's relations. */
export function useRelationLabel(object: string): (relation: string) => string {
  const model: Model = useModel();
  const fieldLabel = useFieldLabel();
  const labelOf = useLabels();
  return useCallback(
    (name) => {
      const relation = model.object(object)?.relations.find((one) => one.name === name);
      return relation ? relationLabel(object, relation, { model, fieldLabel, objectLabel: (one) => labelOf(one.label, one.name) }) : name;
    },
    [model, object, fieldLabel, labelOf],
  );
}
