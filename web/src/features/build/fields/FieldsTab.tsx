import { DndContext, type DragEndEvent, DragOverlay, type DragStartEvent, pointerWithin, closestCenter, type CollisionDetection } from "@dnd-kit/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useLabels, useLocale } from "@/design/text";

import { addField, moveField } from "../model/edit";
import { settingsAtFirst } from "../model/kinds";
import { edit, useWorkshop } from "../model/store";
import type { Definable, ObjectDef } from "../model/types";
import { Frame } from "../parts/Frame";
import { useSelected } from "../parts/go";
import { useDragSensors } from "../parts/SortableList";
import { FieldList } from "./FieldList";
import { FieldProperties } from "./FieldProperties";
import { KindIcon } from "../parts/KindIcon";
import styles from "./Fields.module.css";
import { ObjectProperties } from "./ObjectProperties";
import { Palette } from "./Palette";
import { ReferenceDialog } from "./ReferenceDialog";

const RELATING = new Set<Definable>(["reference", "references", "any_reference"]);
/** What the pointer is over; from the keyboard, what is nearest. */
const collide: CollisionDetection = (args) => {
  const within = pointerWithin(args);
  const fields = within.filter(({ id }) => id !== "canvas");
  return fields.length ? fields : within.length ? within : args.active.data.current?.kind ? [] : closestCenter(args);
};

/** The fields of an object: a palette of types, the fields in their order, the properties of the chosen one. */
export function FieldsTab({ object }: { object: ObjectDef }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const locale = useLocale();
  const sensors = useDragSensors();
  const [selected, select] = useSelected("field");
  const [dragged, setDragged] = useState<string | null>(null);
  const [relating, setRelating] = useState<{ type: Definable; before?: string } | null>(null);
  const field = object.fields.find((one) => one.id === selected);

  const add = (type: Definable, before?: string) => {
    if (RELATING.has(type)) return setRelating({ type, before });
    let id = "";
    edit((design) => {
      const [next, made] = addField(design, object.id, { type, label: { [locale]: t(`kinds.${type}.name`) }, keys: settingsAtFirst(type), before });
      id = made;
      return next;
    });
    select(id);
  };
  const started = ({ active }: DragStartEvent) => setDragged(String(active.id));
  const ended = ({ active, over }: DragEndEvent) => {
    setDragged(null);
    if (!over) return;
    const kind = active.data.current?.kind as Definable | undefined;
    const target = over.id === "canvas" ? undefined : String(over.id);
    if (kind) add(kind, target);
    else if (target) edit((design) => moveField(design, object.id, String(active.id), target));
  };
  const kind = dragged?.startsWith("type:") ? (dragged.slice(5) as Definable) : null;
  const moved = kind ? null : object.fields.find((one) => one.id === dragged);

  return (
    <DndContext sensors={sensors} collisionDetection={collide} onDragStart={started} onDragEnd={ended} onDragCancel={() => setDragged(null)}>
      <Frame
        palette={object.open ? <Palette onAdd={add} /> : undefined}
        paletteName={t("fields.palette")}
        propertiesName={t("properties")}
        properties={field ? <FieldProperties key={field.id} object={object} field={field} onGone={() => select(null)} /> : <ObjectProperties object={object} />}
        selected={field !== undefined}
        onDeselect={() => select(null)}
      >
        <FieldList object={object} selected={selected} onSelect={select} />
      </Frame>
      <DragOverlay dropAnimation={null}>
        {(kind || moved) && (
          <div className={styles.ghost}>
            <KindIcon type={kind ?? moved!.type} />
            {kind ? t(`kinds.${kind}.name`) : labelOf(moved!.label, moved!.name)}
          </div>
        )}
      </DragOverlay>
      {relating && (
        <ReferenceDialog
          object={object}
          type={relating.type}
          before={relating.before}
          onClose={() => setRelating(null)}
          onMade={(id) => {
            setRelating(null);
            if (useWorkshop.getState().design.has(object.id)) select(id);
          }}
        />
      )}
    </DndContext>
  );
}
