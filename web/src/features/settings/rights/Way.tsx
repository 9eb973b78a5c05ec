import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { Pill } from "@/design/Pill";
import { useLabels } from "@/design/text";

const COLORS: Record<string, string> = {
  own: "gray",
  team: "blue",
  reports: "indigo",
  department: "purple",
  subdepartments: "orange",
  all: "green",
  administrator: "green",
  sharing_rule: "pink",
  territory: "yellow",
  relation: "teal",
  share: "teal",
  directory: "gray",
};

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

export function Way({ how, object }: { how: string; object?: string }) {
  const wayOf = useWay(object);
  const rule = how.split(" ")[0]!;
  const color = rule === "delegation" ? "gray" : (COLORS[rule] ?? "gray");
  return (
    <span title={wayOf(how)} style={{ display: "inline-flex", maxWidth: "100%" }}>
      <Pill color={color} dot={false}>
        {wayOf(how)}
      </Pill>
    </span>
  );
}
