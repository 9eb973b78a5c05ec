import { Segmented } from "antd";
import { useTranslation } from "react-i18next";

import { isSeveral } from "../shared/Between";
import { asList } from "../shared/values";
import type { FilterProps } from "../types";

export function Filter({ op, value, onChange }: FilterProps) {
  const { t } = useTranslation("fields");
  const chosen = asList(value)[0];
  return (
    <Segmented
      value={chosen === undefined ? undefined : String(chosen)}
      options={[
        { value: "true", label: t("boolean.yes") },
        { value: "false", label: t("boolean.no") },
      ]}
      onChange={(next) => onChange(isSeveral(op) ? [next === "true"] : next === "true")}
    />
  );
}
