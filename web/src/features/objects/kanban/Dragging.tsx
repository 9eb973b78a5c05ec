import {
  type Announcements,
  type CollisionDetection,
  DndContext,
  DragOverlay,
  KeyboardCode,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  MouseSensor,
  pointerWithin,
  rectIntersection,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Field, ObjectDefinition } from "@/api/metadata";
import type { RecordData } from "@/api/records";
import { useStillness } from "@/design/media";
import type { Column as ShownField } from "@/metadata-ui/RecordTableColumns";
import { titleText } from "@/metadata-ui/RecordTableRow";

import { CardBody } from "./Card";
import type { Column } from "./columns";
import styles from "./Kanban.module.css";
import { useColumnName } from "./names";

interface DraggingProps {
  object: ObjectDefinition;
  field: Field;
  columns: Column[];
  fields: ShownField[];
  onMove: (row: RecordData, to: Column, told: string) => void;
  children: ReactNode;
}

const FROM_EDGE = 8;
const BELOW_HEAD = 72;

/** By mouse and finger what is under the pointer; by keyboard what the card lies over. */
const below: CollisionDetection = (about) => (about.pointerCoordinates ? pointerWithin(about) : rectIntersection(about));

/** Arrows go from column to column. */
const columnWise: KeyboardCoordinateGetter = (event, { context }) => {
  const step = event.code === KeyboardCode.Right ? 1 : event.code === KeyboardCode.Left ? -1 : 0;
  if (step === 0) return undefined;
  event.preventDefault();
  const places = [...context.droppableRects].sort(([, one], [, other]) => one.left - other.left);
  const now = places.findIndex(([id]) => id === (context.over?.id ?? context.active?.data.current?.column));
  const next = places[now + step]?.[1];
  return next && { x: next.left + FROM_EDGE, y: next.top + BELOW_HEAD };
};

/** Cards are dragged by mouse, by finger (hold for a moment) and by keyboard (Space on the handle, arrows, Space). */
export function Dragging({ object, field, columns, fields, onMove, children }: DraggingProps) {
  const { t } = useTranslation("objects");
  const nameOf = useColumnName();
  const still = useStillness();
  const [dragged, setDragged] = useState<RecordData | null>(null);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: columnWise }),
  );
  const titleOf = (row: RecordData | undefined) => titleText(row?.[object.title ?? "id"]) || t("untitled");
  const columnOf = (id: unknown) => columns.find((column) => column.key === id);
  const named = (id: unknown) => {
    const column = columnOf(id);
    return column ? nameOf(column) : "";
  };
  const announcements: Announcements = {
    onDragStart: ({ active }) => t("kanban.said.lifted", { title: titleOf(active.data.current?.row) }),
    onDragOver: ({ over }) => (over ? t("kanban.said.over", { column: named(over.id) }) : undefined),
    onDragEnd: ({ active, over }) =>
      t(over ? "kanban.said.dropped" : "kanban.said.cancelled", { title: titleOf(active.data.current?.row), column: named(over?.id) }),
    onDragCancel: ({ active }) => t("kanban.said.cancelled", { title: titleOf(active.data.current?.row) }),
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={below}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("kanban.said.how") } }}
      onDragStart={({ active }) => setDragged(active.data.current?.row ?? null)}
      onDragCancel={() => setDragged(null)}
      onDragEnd={({ active, over }) => {
        setDragged(null);
        const to = columnOf(over?.id);
        if (to) onMove(active.data.current?.row, to, t("kanban.moved", { column: nameOf(to) }));
      }}
    >
      {children}
      <DragOverlay dropAnimation={still ? null : undefined}>
        {dragged && (
          <div className={`${styles.card} ${styles.lifted}`}>
            <CardBody object={object} field={field} fields={fields} row={dragged} />
          </div>
        )}
      </DragOverlay>
    </DndContext>
  );
}
