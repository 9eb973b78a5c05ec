import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";

import type { Operand } from "@/api/condition";

import type { FilterProps, InputProps } from "../types";
import { Between, isRange, isSeveral } from "./Between";
import { asList } from "./values";

/** The filter of a type whose values are compared with just what its input gives: one value, or two ends. */
export function ByInput({ field, op, value, onChange, input: Input }: FilterProps & { input: ComponentType<InputProps> }) {
  const { t } = useTranslation("fields");
  const one = (shown: Operand | undefined, put: (next: Operand | undefined) => void, label: string) => (
    <Input field={field} label={t(label)} value={shown} onChange={(next) => put((next as Operand) ?? undefined)} />
  );
  if (isRange(op)) return <Between value={value} onChange={onChange} end={(shown, put, at) => one(shown, put, at ? "filter.most" : "filter.least")} />;
  if (isSeveral(op)) return one(asList(value)[0] as Operand, (next) => onChange(next === undefined ? undefined : [next]), "filter.value");
  return one(value, onChange, "filter.value");
}
