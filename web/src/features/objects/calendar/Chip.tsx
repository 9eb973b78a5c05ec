import { useDraggable } from "@dnd-kit/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Field, ObjectDefinition } from "@/api/metadata";
import type { RecordData } from "@/api/records";
import { useLabels } from "@/design/text";
import { colorOf } from "@/design/tokens";
import { wallOf } from "@/fields";
import { titleText } from "@/metadata-ui/RecordTableRow";

import styles from "./Calendar.module.css";
import type { Lying } from "./days";

interface BodyProps {
  row: RecordData;
  object: ObjectDefinition;
  color: Field | undefined;
  start: Field;
  zone: string;
}

/** A record in its colour, with its time where it has one. */
export function ChipBody({ row, object, color, start, zone }: BodyProps) {
  const { t } = useTranslation("objects");
  const labelOf = useLabels();
  const option = color?.options?.find((one) => one.value === row[color.name]);
  const title = titleText(row[object.title ?? "id"]) || t("untitled");
  return (
    <span className={styles.chip} style={{ "--hue": colorOf(option?.color) } as React.CSSProperties} title={option ? `${title} · ${labelOf(option.label, option.value)}` : title}>
      {start.type === "datetime" && <time>{wallOf(String(row[start.name]), zone).slice(11, 16)}</time>}
      <span className="ellipsis">{title}</span>
    </span>
  );
}

interface ChipProps extends Omit<BodyProps, "row"> {
  lying: Lying;
  day: string;
  movable: boolean;
}

export function Chip({ lying, day, movable, ...body }: ChipProps) {
  // What lies on several days is taken by the first.
  const { setNodeRef, listeners, isDragging } = useDraggable({
    id: `${lying.row.id}/${day}`,
    data: lying,
    disabled: !movable || day !== lying.first,
  });
  return (
    <Link
      ref={setNodeRef}
      {...listeners}
      to="/objects/$object/$id"
      params={{ object: body.object.name, id: lying.row.id }}
      draggable={false}
      className={`${styles.place} ${isDragging ? styles.away : ""}`}
    >
      <ChipBody row={lying.row} {...body} />
    </Link>
  );
}
