import { useDraggable } from "@dnd-kit/core";
import { Button } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useLabels } from "@/design/text";

import type { Part } from "../model/layout";
import type { FieldDef, ObjectDef } from "../model/types";
import { KindIcon } from "../parts/KindIcon";
import styles from "./Page.module.css";

function Free({ field, disabled, onPlace }: { field: FieldDef; disabled: boolean; onPlace: () => void }) {
  const labelOf = useLabels();
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: field.name });
  return (
    <button
      ref={setNodeRef}
      type="button"
      data-adds
      disabled={disabled}
      className={`${styles.free} ${isDragging ? styles.dragged : ""}`}
      onClick={onPlace}
      {...(listeners?.onPointerDown ? { onPointerDown: listeners.onPointerDown as unknown as React.PointerEventHandler } : {})}
    >
      <KindIcon type={field.type} />
      <span className="ellipsis">{labelOf(field.label, field.name)}</span>
    </button>
  );
}

interface Props {
  object: ObjectDef;
  part: Part;
  free: FieldDef[];
  canPlace: boolean;
  onPlace: (name: string) => void;
  onSection: () => void;
}

/** What has no place yet. */
export function PagePalette({ free, canPlace, onPlace, onSection }: Props) {
  const { t } = useTranslation("build");
  return (
    <div className={styles.palette}>
      <Button block icon={<Plus size={15} />} data-adds onClick={onSection}>
        {t("page.section_new")}
      </Button>
      <h3>{t("page.unplaced")}</h3>
      {free.length === 0 && <p className="muted">{t("page.all_placed")}</p>}
      {free.map((field) => (
        <Free key={field.id} field={field} disabled={!canPlace} onPlace={() => onPlace(field.name)} />
      ))}
    </div>
  );
}
