import { ConfigProvider } from "antd";
import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, TouchSensor, useSensor, useSensors } from "@dnd-kit/core";
import { arrayMove, SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { GripVertical } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import styles from "./SortableList.module.css";

/** Pointers drag after a few pixels, fingers after a moment, and keys move what is picked up with the space bar. */
export function useDragSensors() {
  return useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
}

function Item({ id, name, card, children }: { id: string; name: string; card?: boolean; children: ReactNode }) {
  const { t } = useTranslation("build");
  const { setNodeRef, attributes, listeners, transform, transition, isDragging } = useSortable({ id, disabled: ConfigProvider.useConfig().componentDisabled });
  return (
    <li ref={setNodeRef} className={`${styles.item} ${card ? styles.card : ""} ${isDragging ? styles.dragging : ""}`} style={{ transform: CSS.Translate.toString(transform), transition }}>
      <button type="button" className={styles.grip} aria-label={t("drag", { name })} {...attributes} {...listeners}>
        <GripVertical size={15} />
      </button>
      {children}
    </li>
  );
}

interface Props<T> {
  items: readonly T[];
  idOf: (item: T) => string;
  nameOf: (item: T) => string;
  onMove: (items: T[]) => void;
  /** Each stands by itself, with a line around it; one that holds a pressed button is marked. */
  cards?: boolean;
  children: (item: T, at: number) => ReactNode;
}

/** A list that is ordered by dragging, with a finger and from the keyboard too. */
export function SortableList<T>({ items, idOf, nameOf, onMove, cards, children }: Props<T>) {
  const sensors = useDragSensors();
  const ids = items.map(idOf);
  const moved = ({ active, over }: DragEndEvent) => {
    if (over && active.id !== over.id) onMove(arrayMove([...items], ids.indexOf(String(active.id)), ids.indexOf(String(over.id))));
  };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={moved}>
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        <ul className={styles.list}>
          {items.map((item, at) => (
            <Item key={ids[at]} id={ids[at]!} name={nameOf(item)} card={cards}>
              {children(item, at)}
            </Item>
          ))}
        </ul>
      </SortableContext>
    </DndContext>
  );
}
