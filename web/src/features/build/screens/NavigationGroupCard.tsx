import { useDroppable } from "@dnd-kit/core";
import { SortableContext, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Button, Select } from "antd";
import { ArrowDown, ArrowUp, GripVertical, Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { useLabels } from "@/design/text";

import { moved } from "../model/layout";
import { IconPicker } from "../parts/IconPicker";
import { LabelsInput } from "../parts/LabelsInput";
import { idOf, type NavigationGroup, type NavigationItem } from "./navigation";
import styles from "./Navigation.module.css";

function Entry({ id, item, onChange }: { id: string; item: NavigationItem; onChange: (item: NavigationItem | null) => void }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const model = useModel();
  const { setNodeRef, attributes, listeners, transform, transition, isDragging } = useSortable({ id });
  const object = item.object ? model.object(item.object) : undefined;
  const own = object ? labelOf(object.label, object.name) : item.screen ? t(`navigation.screens.${item.screen}`, { defaultValue: item.screen }) : (item.object ?? "");
  const name = labelOf(item.label, own);
  const views = object?.screens?.views ?? [];
  const label = (next: NavigationItem["label"]) => {
    const rest = { ...item };
    delete rest.label;
    onChange(next && Object.keys(next).length ? { ...rest, label: next } : rest);
  };
  const view = (next: string | undefined) => {
    const rest = { ...item };
    delete rest.view;
    onChange(next ? { ...rest, view: next } : rest);
  };
  return (
    <li ref={setNodeRef} className={`${styles.entry} ${isDragging ? styles.dragged : ""}`} style={{ transform: CSS.Translate.toString(transform), transition }}>
      <button type="button" className={styles.grip} aria-label={t("drag", { name })} {...attributes} {...listeners}>
        <GripVertical size={15} />
      </button>
      <IconPicker value={item.icon ?? object?.icon ?? null} onChange={(icon) => onChange({ ...item, icon })} />
      <LabelsInput compact name={`${t("navigation.item_label")}: ${own}`} value={item.label} placeholder={own} onChange={label} />
      {views.length > 1 && (
        <Select
          allowClear
          aria-label={`${t("navigation.view")}: ${name}`}
          className={styles.view}
          placeholder={t("navigation.view_default")}
          value={item.view}
          options={views.map((one) => ({ value: one.name, label: labelOf(one.label, one.name) }))}
          onChange={view}
        />
      )}
      <Button type="text" aria-label={t("navigation.remove_item", { name })} icon={<X size={15} />} onClick={() => onChange(null)} />
    </li>
  );
}

interface Props {
  group: NavigationGroup;
  at: number;
  groups: NavigationGroup[];
  onChange: (groups: NavigationGroup[]) => void;
  onItem: (item: number, next: NavigationItem | null) => void;
}

export function NavigationGroupCard({ group, at, groups, onChange, onItem }: Props) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const { setNodeRef, isOver } = useDroppable({ id: `group:${at}` });
  const name = labelOf(group.label, group.name);
  const ids = group.items.map((_, item) => idOf([at, item]));
  return (
    <section ref={setNodeRef} className={`${styles.group} ${isOver ? styles.over : ""}`} aria-label={name}>
      <header>
        <LabelsInput name={t("navigation.group")} value={group.label} placeholder={group.name} onChange={(label) => onChange(groups.map((one) => (one === group ? { ...one, label } : one)))} />
        <Button type="text" aria-label={`${t("move_up")}: ${name}`} icon={<ArrowUp size={15} />} disabled={at === 0} onClick={() => onChange(moved(groups, at, -1))} />
        <Button type="text" aria-label={`${t("move_down")}: ${name}`} icon={<ArrowDown size={15} />} disabled={at === groups.length - 1} onClick={() => onChange(moved(groups, at, 1))} />
        <Button type="text" danger aria-label={`${t("navigation.remove_group")}: ${name}`} icon={<Trash2 size={15} />} onClick={() => onChange(groups.filter((one) => one !== group))} />
      </header>
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        <ul>
          {group.items.map((item, index) => (
            <Entry key={`${item.object ?? item.screen}/${item.view ?? ""}/${index}`} id={ids[index]!} item={item} onChange={(next) => onItem(index, next)} />
          ))}
        </ul>
      </SortableContext>
      {group.items.length === 0 && <p className={styles.empty}>{t("navigation.empty_group")}</p>}
    </section>
  );
}
