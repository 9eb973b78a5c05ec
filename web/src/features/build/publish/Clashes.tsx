import { Alert, Segmented } from "antd";
import { useTranslation } from "react-i18next";

import { useLabels } from "@/design/text";

import { same } from "../model/draft";
import { change } from "../model/edit";
import { at, put } from "../model/merge";
import { edit, useWorkshop } from "../model/store";
import type { ObjectDef } from "../model/types";

/** What others have changed as well since it was changed here: which of both is to be published. */
export function Clashes() {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const clashes = useWorkshop((state) => state.draft.clashes);
  const design = useWorkshop((state) => state.design);
  const shown = (clashes ?? []).flatMap((clash) => {
    const object = design.get(clash.object);
    return object ? [{ ...clash, object }] : [];
  });
  if (shown.length === 0) return null;
  const words = (object: ObjectDef, path: string[]) => {
    const field = path[0] === "fields" ? object.fields.find((one) => one.id === path[1]) : undefined;
    const rest = (field ? path.slice(2) : path).map((key) => t(`keys.${key}`, { defaultValue: key }));
    return [labelOf(object.label, object.name), ...(field ? [labelOf(field.label, field.name)] : []), ...rest].join(" › ");
  };
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 12 }}
      title={t("clash.title")}
      description={
        <ul style={{ display: "grid", gap: 6 }}>
          {shown.map(({ object, path, mine, theirs }) => {
            const name = words(object, path);
            return (
              <li key={name} style={{ display: "flex", flexWrap: "wrap", gap: 8, justifyContent: "space-between" }}>
                <span>{name}</span>
                <Segmented
                  size="small"
                  aria-label={name}
                  value={same(at(object, path) ?? null, theirs ?? null) ? "theirs" : "mine"}
                  options={(["mine", "theirs"] as const).map((value) => ({ value, label: t(`clash.${value}`) }))}
                  onChange={(chosen) => edit((now) => change(now, object.id, (one) => put(one, path, chosen === "mine" ? mine : theirs)))}
                />
              </li>
            );
          })}
        </ul>
      }
    />
  );
}
