import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { useLabels } from "@/design/text";

/** What opens records, in words: `own`, `relation account`, `sharing_rule Car makers`, `delegation team`. */
export function useWay(object?: string): (how: string) => string {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const model = useModel();
  return function wayOf(how: string): string {
    const [rule, ...rest] = how.split(" ");
    const name = rest.join(" ");
    if (rule === "delegation") return t("ways.delegation", { way: wayOf(name) });
    if (rule === "relation") {
      const field = object ? model.field(object, name) : undefined;
      return t("ways.relation", { name: labelOf(field?.label, name) });
    }
    return t(`ways.${rule}`, { name, defaultValue: how });
  };
}
