import { closestCenter, type CollisionDetection, DndContext, type DragEndEvent, DragOverlay, pointerWithin } from "@dnd-kit/core";
import { Button } from "antd";
import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Section } from "@/api/metadata";
import { useLabels } from "@/design/text";

import { orderedFields, setScreens } from "../model/edit";
import { type Part, place, placedFields, sectionsOf, take, withSections } from "../model/layout";
import { edit } from "../model/store";
import type { ObjectDef } from "../model/types";
import { Frame } from "../parts/Frame";
import { useDragSensors } from "../parts/SortableList";
import { PageProperties } from "./PageProperties";
import { PagePalette } from "./PagePalette";
import { RelatedLists } from "./RelatedLists";
import styles from "./Page.module.css";
import { SectionCard } from "./SectionCard";
import { SectionProperties } from "./SectionProperties";
import { TabStrip } from "./TabStrip";

/** Fields before sections: a section is only meant where no field is. */
const collide: CollisionDetection = (args) => {
  const within = pointerWithin(args);
  const tiles = within.filter(({ id }) => !String(id).startsWith("section:"));
  return tiles.length ? tiles : within.length ? within : closestCenter(args);
};

interface Props {
  object: ObjectDef;
  part: Part;
  onTab: (tab: number) => void;
  bar: ReactNode;
}

/** Sections on a canvas: fields are dragged between them, or put there by a click. */
export function Layout({ object, part, onTab, bar }: Props) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const sensors = useDragSensors();
  const [selected, setSelected] = useState<number | null>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const sections = sectionsOf(object.screens, part);
  const placed = placedFields(object.screens, part);
  const free = orderedFields(object).filter((field) => !placed.has(field.name));
  const put = (how: (sections: Section[]) => Section[], tag = "") =>
    edit((design) => setScreens(design, object.id, (screens) => withSections(screens, part, how(sectionsOf(screens, part)))), tag);
  const target = selected !== null && selected < sections.length ? selected : sections.length - 1;
  const add = () => {
    put((now) => [...now, { columns: 2, fields: [] }]);
    setSelected(sections.length);
  };
  const ended = ({ active, over }: DragEndEvent) => {
    setDragged(null);
    if (!over) return;
    const field = String(active.id);
    const onto = String(over.id);
    const section = onto.startsWith("section:") ? Number(onto.slice(8)) : sections.findIndex((one) => one.fields.includes(onto));
    if (section >= 0) put((now) => place(now, field, section, onto.startsWith("section:") ? undefined : onto));
  };
  const named = (path: string) => {
    const field = object.fields.find((one) => one.name === path);
    return field ? labelOf(field.label, field.name) : path;
  };
  return (
    <DndContext sensors={sensors} collisionDetection={collide} onDragStart={({ active }) => setDragged(String(active.id))} onDragEnd={ended} onDragCancel={() => setDragged(null)}>
      <Frame
        palette={object.open ? <PagePalette object={object} part={part} free={free} canPlace={sections.length > 0} onPlace={(name) => put((now) => place(now, name, target))} onSection={add} /> : undefined}
        paletteName={t("page.palette")}
        propertiesName={t("properties")}
        selected={selected !== null}
        onDeselect={() => setSelected(null)}
        properties={
          selected !== null && sections[selected] ? (
            <SectionProperties
              key={selected}
              object={object}
              section={sections[selected]}
              onChange={(section, tag) => put((now) => now.map((one, at) => (at === selected ? section : one)), tag && `section${selected}.${tag}`)}
              onRemove={() => {
                put((now) => now.filter((_, at) => at !== selected));
                setSelected(null);
              }}
            />
          ) : (
            <PageProperties object={object} part={part} onTab={onTab} />
          )
        }
      >
        {bar}
        {part !== "form" && <TabStrip object={object} current={part} onTab={onTab} />}
        <div className={styles.sections}>
          {sections.map((section, at) => (
            <SectionCard
              key={at}
              section={section}
              at={at}
              count={sections.length}
              selected={at === selected}
              open={object.open}
              named={named}
              object={object}
              onSelect={() => setSelected(at)}
              onMove={(next) => put(next)}
              onTake={(name) => put((now) => take(now, name))}
            />
          ))}
        </div>
        <Button type="dashed" block icon={<Plus size={15} />} disabled={!object.open} onClick={add}>
          {t("page.section_new")}
        </Button>
        {part !== "form" && <RelatedLists object={object} tab={part} />}
      </Frame>
      <DragOverlay dropAnimation={null}>{dragged && <div className={styles.ghost}>{named(dragged)}</div>}</DragOverlay>
    </DndContext>
  );
}
