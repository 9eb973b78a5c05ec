import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import type { Model } from "@/api/metadata";
import { useLabels } from "@/design/text";

import { useDesignModel } from "../model/store";
import type { ObjectDef } from "../model/types";

type Say = (labels: Readonly<Record<string, string>> | undefined, fallback: string) => string;

/** The labels of a path: 客户 › 行业. */
function pathText(model: Model, object: string, path: string, say: Say): string {
  const parts = path.split(".");
  return parts.map((_, at) => {
    const field = model.field(object, parts.slice(0, at + 1).join("."));
    return field ? say(field.label, field.name) : parts[at];
  }).join(" › ");
}

function valueText(model: Model, object: string, path: string, value: unknown, say: Say): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map((one) => valueText(model, object, path, one, say)).join("、");
  if (typeof value !== "object") {
    const option = model.field(object, path)?.options?.find((one) => one.value === value);
    return option ? say(option.label, option.value) : String(value);
  }
  if ("path" in value) return pathText(model, object, String(value.path), say);
  if ("title" in value) return String(value.title);
  return JSON.stringify(value);
}

/** A condition as a sentence, short enough for a side panel. */
export function ConditionText({ object, condition }: { object: ObjectDef; condition: Condition }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const model = useDesignModel();
  const say: Say = (labels, fallback) => labelOf(labels, fallback);
  const told = (one: Condition): string => {
    if ("and" in one) return one.and.map(told).join(` ${t("condition.and")} `);
    if ("or" in one) return `(${one.or.map(told).join(` ${t("condition.or")} `)})`;
    if ("not" in one) return `${t("condition.not")} (${told(one.not)})`;
    if ("field" in one)
      return `${pathText(model, object.name, one.field, say)} ${t(`condition.ops.${one.op}`, { defaultValue: one.op })} ${valueText(model, object.name, one.field, one.value, say)}`.trim();
    return JSON.stringify(one);
  };
  return <>{told(condition)}</>;
}
