import { useDroppable } from "@dnd-kit/core";
import { rectSortingStrategy, SortableContext, useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Button } from "antd";
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Eye, GripVertical, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Section } from "@/api/metadata";
import { useLabels } from "@/design/text";

import { moved } from "../model/layout";
import type { ObjectDef } from "../model/types";
import { KindIcon } from "../parts/KindIcon";
import styles from "./Page.module.css";

interface TileProps {
  name: string;
  label: string;
  object: ObjectDef;
  open: boolean;
  onTake: () => void;
}

function Tile({ name, label, object, open, onTake }: TileProps) {
  const { t } = useTranslation("build");
  const { setNodeRef, attributes, listeners, transform, transition, isDragging } = useSortable({ id: name, disabled: !open });
  const field = object.fields.find((one) => one.name === name);
  return (
    <li ref={setNodeRef} className={`${styles.tile} ${isDragging ? styles.dragged : ""}`} style={{ transform: CSS.Translate.toString(transform), transition }}>
      <button type="button" className={styles.grip} aria-label={t("drag", { name: label })} {...attributes} {...listeners}>
        <GripVertical size={14} />
      </button>
      <span className={styles.tileWords}>
        <span className="ellipsis">
          {label}
          {field?.required === true && <em className={styles.star}> *</em>}
        </span>
        <span className={styles.box}>{field && <KindIcon type={field.type} size={14} />}</span>
      </span>
      <Button type="text" size="small" aria-label={t("page.take", { name: label })} icon={<X size={14} />} disabled={!open} onClick={onTake} />
    </li>
  );
}

interface Props {
  section: Section;
  at: number;
  count: number;
  selected: boolean;
  open: boolean;
  object: ObjectDef;
  named: (path: string) => string;
  onSelect: () => void;
  onMove: (how: (sections: Section[]) => Section[]) => void;
  onTake: (name: string) => void;
}

/** One section as it will stand on the form: its heading, its columns, its fields. */
export function SectionCard({ section, at, count, selected, open, object, named, onSelect, onMove, onTake }: Props) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const { setNodeRef, isOver } = useDroppable({ id: `section:${at}` });
  const heading = labelOf(section.label) || t("page.section_named", { number: at + 1 });
  return (
    <section ref={setNodeRef} className={`${styles.section} ${selected ? styles.selected : ""} ${isOver ? styles.over : ""}`} aria-label={heading}>
      <header>
        <button type="button" className={styles.heading} aria-pressed={selected} onClick={onSelect}>
          {section.collapsed ? <ChevronRight size={15} /> : <ChevronDown size={15} />}
          <strong className={labelOf(section.label) ? "" : "muted"}>{heading}</strong>
          {section.visible && <Eye size={14} aria-label={t("when.when")} />}
        </button>
        <Button type="text" size="small" aria-label={`${t("move_up")}: ${heading}`} icon={<ArrowUp size={14} />} disabled={at === 0 || !open} onClick={() => onMove((now) => moved(now, at, -1))} />
        <Button type="text" size="small" aria-label={`${t("move_down")}: ${heading}`} icon={<ArrowDown size={14} />} disabled={at === count - 1 || !open} onClick={() => onMove((now) => moved(now, at, 1))} />
      </header>
      <SortableContext items={section.fields} strategy={rectSortingStrategy}>
        <ul className={styles.tiles} style={{ "--columns": section.columns ?? 1 } as React.CSSProperties}>
          {section.fields.map((name) => (
            <Tile key={name} name={name} label={named(name)} object={object} open={open} onTake={() => onTake(name)} />
          ))}
        </ul>
      </SortableContext>
      {section.fields.length === 0 && <p className={styles.drop}>{t("page.drop")}</p>}
    </section>
  );
}
