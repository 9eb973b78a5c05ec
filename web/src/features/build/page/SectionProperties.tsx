import { Button, Segmented, Select, Switch } from "antd";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Section } from "@/api/metadata";
import { useLabels } from "@/design/text";

import { orderedFields } from "../model/edit";
import type { ObjectDef } from "../model/types";
import { Group, Row } from "../parts/Form";
import { LabelsInput } from "../parts/LabelsInput";
import { When } from "../parts/When";

interface Props {
  object: ObjectDef;
  section: Section;
  onChange: (section: Section, tag?: string) => void;
  onRemove: () => void;
}

export function SectionProperties({ object, section, onChange, onRemove }: Props) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const set = (keys: Partial<Section>, tag?: string) =>
    onChange(Object.fromEntries(Object.entries({ ...section, ...keys }).filter(([, value]) => value !== undefined)) as unknown as Section, tag);
  const options = orderedFields(object).map((field) => ({ value: field.name, label: labelOf(field.label, field.name) }));
  return (
    <fieldset disabled={!object.open} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <Group title={t("page.section")}>
        <Row label={t("page.section_label")}>{(id) => <LabelsInput id={id} value={section.label} onChange={(label) => set({ label: Object.keys(label).length ? label : undefined }, "label")} />}</Row>
        <Row group label={t("page.columns")}>{() => <Segmented aria-label={t("page.columns")} value={section.columns ?? 1} options={[1, 2, 3]} onChange={(columns) => set({ columns: columns as 1 | 2 | 3 })} />}</Row>
        <Row inline label={t("page.collapsed")}>
          {(id) => <Switch id={id} size="small" checked={section.collapsed === true} onChange={(on) => set({ collapsed: on || undefined })} />}
        </Row>
        <When object={object} label={t("page.visible")} standard={true} only value={section.visible} onChange={(visible) => set({ visible: typeof visible === "object" ? visible : undefined })} />
        <Row label={t("page.choose_fields")}>{(id) => <Select id={id} mode="multiple" value={section.fields} options={options} onChange={(fields: string[]) => set({ fields })} />}</Row>
      </Group>
      <Group>
        <Button danger icon={<Trash2 size={15} />} onClick={onRemove}>
          {t("page.remove_section")}
        </Button>
      </Group>
    </fieldset>
  );
}
