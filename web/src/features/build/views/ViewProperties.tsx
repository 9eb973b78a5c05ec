import { Button, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { PublishedView, Sort } from "@/api/metadata";

import { kindOf } from "../model/kinds";
import type { ObjectDef } from "../model/types";
import { isMoment, isStage, isSummed, viewsOf } from "../model/views";
import { ConditionRow } from "../parts/ConditionRow";
import { Group, Row } from "../parts/Form";
import { LabelsInput } from "../parts/LabelsInput";
import { useFieldOptions, usePathOptions } from "../parts/useFieldOptions";
import { NameInput } from "../fields/ObjectProperties";
import styles from "./Views.module.css";

interface Props {
  object: ObjectDef;
  view: PublishedView;
  onChange: (view: PublishedView, tag?: string) => void;
}
type Set = (keys: Partial<PublishedView>, tag?: string) => void;

const MOST_SORTS = 4;

function SortRows({ object, view, set }: { object: ObjectDef; view: PublishedView; set: Set }) {
  const { t } = useTranslation("build");
  const options = useFieldOptions(object, (field) => field.sortable);
  const sorts = view.sort ?? [];
  const put = (next: Sort[]) => set({ sort: next.length ? next : undefined });
  return (
    <Row group label={t("views.sort")}>
      {() => (
        <>
          {sorts.map((one, at) => (
            <span key={at} className={styles.sort}>
              <Select aria-label={t("views.sort")} showSearch={{ optionFilterProp: "label" }} style={{ flex: 1, minWidth: 0 }} value={one.field} options={options} onChange={(field) => put(sorts.map((other, index) => (index === at ? { ...one, field } : other)))} />
              <Select aria-label={t("views.asc")} style={{ width: 84 }} value={one.dir ?? "asc"} options={(["asc", "desc"] as const).map((value) => ({ value, label: t(`views.${value}`) }))} onChange={(dir) => put(sorts.map((other, index) => (index === at ? { ...one, dir } : other)))} />
              <Button type="text" aria-label={t("remove")} icon={<X size={15} />} onClick={() => put(sorts.filter((other) => other !== one))} />
            </span>
          ))}
          <Button size="small" type="dashed" icon={<Plus size={14} />} disabled={sorts.length >= MOST_SORTS || options.length === 0} onClick={() => put([...sorts, { field: options.find((one) => sorts.every((sort) => sort.field !== one.value))!.value, dir: "asc" }])}>
            {t("views.sort_add")}
          </Button>
        </>
      )}
    </Row>
  );
}

interface OneProps {
  label: string;
  value: string | undefined;
  options: { value: string; label: string }[];
  none?: string;
  onChange: (value: string | undefined) => void;
}

function One({ label, value, options, none, onChange }: OneProps) {
  return <Row label={label}>{(id) => <Select id={id} allowClear={none !== undefined} placeholder={none} showSearch={{ optionFilterProp: "label" }} value={value} options={options} onChange={onChange} />}</Row>;
}

function ListParts({ object, view, set }: { object: ObjectDef; view: PublishedView; set: Set }) {
  const { t } = useTranslation("build");
  const paths = usePathOptions(object);
  const groups = useFieldOptions(object, (field) => field.groupable);
  return (
    <>
      <Row label={t("views.columns")} help={t("views.default_columns")}>
        {(id) => <Select id={id} mode="multiple" showSearch={{ optionFilterProp: "label" }} value={view.columns ?? []} options={paths} onChange={(columns: string[]) => set({ columns: columns.length ? columns : undefined })} />}
      </Row>
      <One label={t("views.group")} none={t("views.no_group")} value={view.group} options={groups} onChange={(group) => set({ group })} />
      <SortRows object={object} view={view} set={set} />
    </>
  );
}

function KanbanParts({ object, view, set }: { object: ObjectDef; view: PublishedView; set: Set }) {
  const { t } = useTranslation("build");
  const lanes = useFieldOptions(object, (field) => field.type === "select" || field.type === "boolean" || (field.type === "rating" && field.groupable));
  const sums = useFieldOptions(object, (field) => !field.system && (kindOf(field.type).measures ?? []).includes("sum"));
  const paths = usePathOptions(object);
  return (
    <>
      <One label={t("views.by")} value={view.by} options={lanes} onChange={(by) => set({ by })} />
      <Row label={t("views.card")}>
        {(id) => <Select id={id} mode="multiple" showSearch={{ optionFilterProp: "label" }} value={view.card ?? []} options={paths} onChange={(card: string[]) => set({ card: card.length ? card : undefined })} />}
      </Row>
      <One label={t("views.sum")} none={t("views.none_chosen")} value={view.sum} options={sums} onChange={(sum) => set({ sum })} />
      <SortRows object={object} view={view} set={set} />
    </>
  );
}

function CalendarParts({ object, view, set }: { object: ObjectDef; view: PublishedView; set: Set }) {
  const { t } = useTranslation("build");
  const moments = useFieldOptions(object, (field) => isMoment(field as never));
  return (
    <>
      <One label={t("views.start")} value={view.start} options={moments} onChange={(start) => set({ start })} />
      <One label={t("views.end")} none={t("views.none_chosen")} value={view.end} options={moments} onChange={(end) => set({ end })} />
    </>
  );
}

function FunnelParts({ object, view, set }: { object: ObjectDef; view: PublishedView; set: Set }) {
  const { t } = useTranslation("build");
  const stages = useFieldOptions(object, (field) => isStage(field as never));
  const values = useFieldOptions(object, (field) => isSummed(field as never));
  return (
    <>
      <One label={t("views.by_funnel")} value={view.by} options={stages} onChange={(by) => set({ by })} />
      <One label={t("views.value")} none={t("views.none_chosen")} value={view.value} options={values} onChange={(value) => set({ value })} />
    </>
  );
}

const PARTS = { list: ListParts, kanban: KanbanParts, calendar: CalendarParts, funnel: FunnelParts };

export function ViewProperties({ object, view, onChange }: Props) {
  const { t } = useTranslation("build");
  const set: Set = (keys, tag) => onChange(Object.fromEntries(Object.entries({ ...view, ...keys }).filter(([, value]) => value !== undefined)) as unknown as PublishedView, tag);
  const Parts = PARTS[view.kind];
  const taken = viewsOf(object).map((one) => one.name).filter((name) => name !== view.name);
  return (
    <fieldset disabled={!object.open} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <Group title={t(`views.kinds.${view.kind}`)}>
        <Row label={t("views.label")}>{(id) => <LabelsInput id={id} value={view.label} onChange={(label) => set({ label }, "label")} />}</Row>
        <Row label={t("views.name")}>{(id) => <NameInput id={id} value={view.name} taken={taken} onChange={(name) => set({ name })} />}</Row>
      </Group>
      <Group title={t("views.settings")}>
        <Parts object={object} view={view} set={set} />
        <ConditionRow object={object} label={t("views.where")} none={t("views.where_all")} value={view.where} onChange={(where) => set({ where })} />
      </Group>
    </fieldset>
  );
}
