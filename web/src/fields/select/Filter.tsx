import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { Chosen } from "../shared/Chosen";
import styles from "../shared/inputs.module.css";
import { asList } from "../shared/values";
import type { FilterProps } from "../types";
import { fits, useChoices } from "./options";

/** Retired options can be asked for: records may still have them. */
export function Filter({ field, op, value, onChange }: FilterProps) {
  const { t } = useTranslation("fields");
  const chosen = asList(value) as string[];
  const { choices, pill } = useChoices(field, chosen, true);
  const shared = { className: styles.full, options: choices, placeholder: t("filter.choose"), "aria-label": t("filter.choose"), showSearch: { filterOption: fits }, allowClear: true };
  if (op === "eq" || op === "ne")
    return <Select {...shared} value={chosen[0] ?? null} labelRender={(one) => pill(one.value)} onChange={(key?: string) => onChange(key)} />;
  return (
    <Select
      {...shared}
      mode="multiple"
      maxTagCount="responsive"
      value={chosen}
      tagRender={(tag) => (
        <Chosen closable={tag.closable} onClose={tag.onClose}>
          {pill(tag.value)}
        </Chosen>
      )}
      onChange={(keys: string[]) => onChange(keys.length ? keys : undefined)}
    />
  );
}
