import { Select, Switch } from "antd";
import { useTranslation } from "react-i18next";

import { useLabels } from "@/design/text";

import { namesOn, setInverse } from "../../model/edit";
import { targetsOf } from "../../model/relations";
import { edit, useDesign } from "../../model/store";
import { Group, Row } from "../../parts/Form";
import { useObjectOptions } from "../../parts/useObjectOptions";
import { NameInput } from "../ObjectProperties";
import type { SettingsProps } from "./types";

function To({ field, set }: SettingsProps) {
  const { t } = useTranslation("build");
  const options = useObjectOptions();
  return (
    <Row label={t("settings.to")} help={field.state === "new" ? undefined : t("settings.to_help")}>
      {(id) => <Select id={id} showSearch={{ optionFilterProp: "label" }} value={field.to as string} options={options} onChange={(to: string) => set({ to, default: undefined })} />}
    </Row>
  );
}

/** What the target calls those that point at it. */
function Inverse({ object, field }: SettingsProps) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const design = useDesign();
  const targets = [...design.values()].filter((one) => targetsOf(field).includes(one.name));
  const inverse = (field.inverse as string | undefined) ?? "";
  const taken = targets.flatMap((one) => namesOn(design, one)).filter((name) => name !== inverse);
  return (
    <Row label={t("settings.inverse")} help={t("settings.inverse_help", { target: targets.map((one) => labelOf(one.label, one.name)).join(", "), own: labelOf(object.label, object.name) })}>
      {(id) => <NameInput id={id} value={inverse} taken={taken} onChange={(name) => edit((design) => setInverse(design, object.id, field.id, name))} />}
    </Row>
  );
}

function OnDelete({ field, set }: SettingsProps) {
  const { t } = useTranslation("build");
  return (
    <Row label={t("settings.on_delete")} help={t(`settings.on_delete_${(field.on_delete as string | undefined) ?? "restrict"}`)}>
      {(id) => (
        <Select
          id={id}
          value={(field.on_delete as string | undefined) ?? "restrict"}
          options={["restrict", "clear", "cascade"].map((value) => ({ value, label: t(`settings.delete.${value}`) }))}
          onChange={(value) => set({ on_delete: value === "restrict" ? undefined : value })}
        />
      )}
    </Row>
  );
}

function Inherit({ field, set }: SettingsProps) {
  const { t } = useTranslation("build");
  return (
    <Row label={t("settings.inherit")} help={t("settings.inherit_help")}>
      {(id) => (
        <Select
          id={id}
          value={(field.inherit as string | undefined) ?? "none"}
          options={["none", "read", "write"].map((value) => ({ value, label: t(`settings.inherits.${value}`) }))}
          onChange={(value) => set({ inherit: value === "none" ? undefined : value })}
        />
      )}
    </Row>
  );
}

export function ReferenceSettings(props: SettingsProps) {
  const { t } = useTranslation("build");
  const { object, field, set } = props;
  return (
    <Group title={t("field.settings")}>
      <To {...props} />
      <Inverse {...props} />
      <OnDelete {...props} />
      <Inherit {...props} />
      {field.to === object.name && (
        <Row inline label={t("settings.tree")} help={t("settings.tree_help")}>
          {(id) => <Switch id={id} size="small" checked={field.tree === true} onChange={(on) => set({ tree: on || undefined })} />}
        </Row>
      )}
    </Group>
  );
}

export function ReferencesSettings(props: SettingsProps) {
  const { t } = useTranslation("build");
  return (
    <Group title={t("field.settings")}>
      <To {...props} />
      <Inverse {...props} />
    </Group>
  );
}

export function AnyReferenceSettings(props: SettingsProps) {
  const { t } = useTranslation("build");
  const options = useObjectOptions();
  const { field, set } = props;
  return (
    <Group title={t("field.settings")}>
      <Row label={t("settings.to")}>{(id) => <Select id={id} mode="multiple" value={targetsOf(field)} options={options} onChange={(to: string[]) => set({ to })} />}</Row>
      <Inverse {...props} />
      <OnDelete {...props} />
      <Inherit {...props} />
    </Group>
  );
}

export function FixedReferenceSettings(props: SettingsProps) {
  const { t } = useTranslation("build");
  return (
    <Group title={t("field.settings")}>
      <Inverse {...props} />
      <OnDelete {...props} />
    </Group>
  );
}
