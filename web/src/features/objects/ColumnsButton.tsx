import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from "@dnd-kit/core";
import { arrayMove, SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Button, Popover } from "antd";
import { Columns3, GripVertical, Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Field, ObjectDefinition } from "@/api/metadata";
import { FieldPicker } from "@/metadata-ui/FieldPicker";
import { usePathLabels } from "@/metadata-ui/FieldPickerLabels";

import styles from "./Toolbar.module.css";

interface ColumnsProps {
  object: ObjectDefinition;
  columns: string[];
  onColumns: (columns: string[]) => void;
}

const showable = (field: Field) => field.type !== "secret";

/** Which columns, in which order: dragged, or moved with the keyboard; fields of what is referred to as well. */
export function ColumnsButton(props: ColumnsProps) {
  const { t } = useTranslation("objects");
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" arrow={false} destroyOnHidden styles={{ container: { border: "1px solid var(--line-strong)" } }} content={<Columns {...props} />}>
      <Button icon={<Columns3 size={15} />} aria-haspopup="dialog" aria-expanded={open}>
        {t("columns.open")}
      </Button>
    </Popover>
  );
}

function Columns({ object, columns, onColumns }: ColumnsProps) {
  const { t } = useTranslation("objects");
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const title = object.title ?? columns[0];
  const movable = columns.filter((path) => path !== title);
  const put = (next: string[]) => onColumns(title ? [title, ...next] : next);
  const dropped = ({ active, over }: DragEndEvent) => {
    if (over && active.id !== over.id) put(arrayMove(movable, movable.indexOf(String(active.id)), movable.indexOf(String(over.id))));
  };
  const labelOf = usePathLabels(object.name);
  return (
    <div className={styles.columns}>
      {title && <div className={`${styles.column} ${styles.fixedColumn}`}>{labelOf(title)}</div>}
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={dropped}>
        <SortableContext items={movable} strategy={verticalListSortingStrategy}>
          <ul>
            {movable.map((path) => (
              <Column key={path} path={path} label={labelOf(path)} onRemove={() => put(movable.filter((one) => one !== path))} />
            ))}
          </ul>
        </SortableContext>
      </DndContext>
      <FieldPicker object={object.name} accepts={showable} onChange={(path) => columns.includes(path) || put([...movable, path])}>
        <Button type="text" size="small" icon={<Plus size={14} />}>
          {t("columns.add")}
        </Button>
      </FieldPicker>
    </div>
  );
}

function Column({ path, label, onRemove }: { path: string; label: string; onRemove: () => void }) {
  const { t } = useTranslation("objects");
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, transform, transition, isDragging } = useSortable({ id: path });
  return (
    <li
      ref={setNodeRef}
      className={`${styles.column} ${isDragging ? styles.dragged : ""}`}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <button type="button" ref={setActivatorNodeRef} className={styles.handle} {...attributes} {...listeners} aria-label={t("columns.move", { column: label })}>
        <GripVertical size={14} aria-hidden />
      </button>
      <span className="ellipsis">{label}</span>
      <button type="button" className={styles.removeColumn} aria-label={t("columns.remove", { column: label })} onClick={onRemove}>
        <X size={13} aria-hidden />
      </button>
    </li>
  );
}
