import { useTranslation } from "react-i18next";

import { isSeveral } from "../shared/Between";
import { asList } from "../shared/values";
import type { FilterProps } from "../types";
import { Input } from "./Input";

const WHOLE = /^#[0-9a-f]{6}$/i;

export function Filter({ field, op, value, onChange }: FilterProps) {
  const { t } = useTranslation("fields");
  const put = (next: unknown) => {
    if (next === null) onChange(undefined);
    else if (typeof next === "string" && WHOLE.test(next)) onChange(isSeveral(op) ? [next] : next);
  };
  return <Input field={field} label={t("filter.value")} value={asList(value)[0] ?? null} onChange={put} />;
}
