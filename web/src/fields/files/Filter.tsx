import { useTranslation } from "react-i18next";

import { TextField } from "../shared/TextField";
import { isSeveral } from "../shared/Between";
import { asList } from "../shared/values";
import type { FilterProps } from "../types";

/** Files are asked for by their ids; nearly always it is only whether there are any. */
export function Filter({ op, value, onChange }: FilterProps) {
  const { t } = useTranslation("fields");
  const several = isSeveral(op) || op.startsWith("has_");
  return (
    <TextField label={t("filter.value")} value={asList(value).join(" ")} onChange={(text) => onChange(text === null ? undefined : several ? String(text).split(/[\s,]+/) : String(text))} />
  );
}
