import { useDraggable } from "@dnd-kit/core";
import { Link } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import { CalendarClock, EllipsisVertical, GripVertical } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Field, ObjectDefinition } from "@/api/metadata";
import type { RecordData } from "@/api/records";
import { useMe } from "@/api/session";
import { Avatar } from "@/design/Avatar";
import { Cell, isEmpty, wallOf } from "@/fields";
import { usePathLabels } from "@/metadata-ui/FieldPickerLabels";
import type { Column as ShownField } from "@/metadata-ui/RecordTableColumns";
import { titleText } from "@/metadata-ui/RecordTableRow";

import type { Column } from "./columns";
import styles from "./Kanban.module.css";
import { useColumnName } from "./names";

interface BodyProps {
  object: ObjectDefinition;
  field: Field;
  fields: ShownField[];
  row: RecordData;
}

interface CardProps extends BodyProps {
  column: Column;
  columns: Column[];
  movable: boolean;
  onMove: (row: RecordData, to: Column, told: string) => void;
}

export function Card({ object, field, fields, row, column, columns, movable, onMove }: CardProps) {
  const { t } = useTranslation("objects");
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, isDragging } = useDraggable({ id: row.id, data: { row, column: column.key }, disabled: !movable });
  const title = titleText(row[fields[0]?.path ?? "id"]) || t("untitled");
  return (
    <article ref={setNodeRef} {...listeners} className={`${styles.card} ${movable ? styles.movable : ""} ${isDragging ? styles.away : ""}`}>
      <CardBody object={object} field={field} fields={fields} row={row} />
      {movable && (
        <div className={styles.tools}>
          <button type="button" ref={setActivatorNodeRef} {...attributes} className={styles.handle} aria-label={t("kanban.drag", { title })}>
            <GripVertical size={15} aria-hidden />
          </button>
          <MoveMenu row={row} title={title} column={column} columns={columns} onMove={onMove} />
        </div>
      )}
    </article>
  );
}

function MoveMenu({ row, title, column, columns, onMove }: Pick<CardProps, "row" | "column" | "columns" | "onMove"> & { title: string }) {
  const { t } = useTranslation("objects");
  const nameOf = useColumnName();
  const targets = columns.filter((one) => one.key !== column.key && one.key !== "");
  const choose = (key: string) => {
    const to = targets.find((one) => one.key === key)!;
    onMove(row, to, t("kanban.moved", { column: nameOf(to) }));
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [{ type: "group", label: t("kanban.move_to"), children: targets.map((one) => ({ key: one.key, label: nameOf(one) })) }],
        onClick: ({ key }) => choose(key),
      }}
    >
      <Button type="text" size="small" icon={<EllipsisVertical size={15} />} aria-label={t("kanban.move", { title })} />
    </Dropdown>
  );
}

const PEOPLE = (field: Field) => field.type === "user" || field.to === "user";
const DAYS = new Set<Field["type"]>(["date", "datetime"]);
const FIGURES = new Set<Field["type"]>(["money", "decimal", "integer", "percent"]);
/** Links of their own would be in the way of the card's. */
const WORDS = new Set<Field["type"]>(["reference", "references", "any_reference", "email", "phone", "url"]);

/** The title, then what it is about, and at the foot the figure, the day and the person. */
export function CardBody({ object, field, fields, row }: BodyProps) {
  const { t } = useTranslation("objects");
  const labelOf = usePathLabels(object.name);
  const [title, ...others] = fields;
  const filled = others.filter((shown) => !isEmpty(row[shown.path]));
  const people = filled.filter((shown) => PEOPLE(shown.field));
  const days = filled.filter((shown) => DAYS.has(shown.field.type));
  const figures = filled.filter((shown) => FIGURES.has(shown.field.type));
  const lines = filled.filter((shown) => ![...people, ...days, ...figures].includes(shown));
  const cell = (shown: ShownField) => (
    <span key={shown.path} title={labelOf(shown.path)}>
      <Cell field={shown.field} value={row[shown.path]} record={row} place={WORDS.has(shown.field.type) ? "text" : "table"} />
    </span>
  );
  return (
    <>
      <h3 className={styles.title}>
        <Link to="/objects/$object/$id" params={{ object: object.name, id: row.id }} draggable={false}>
          {titleText(row[title?.path ?? "id"]) || t("untitled")}
        </Link>
      </h3>
      {lines.length > 0 && <div className={styles.lines}>{lines.map(cell)}</div>}
      {(people.length > 0 || days.length > 0 || figures.length > 0) && (
        <div className={styles.foot}>
          <span className={styles.figuresOfCard}>{figures.map(cell)}</span>
          {days.map((shown) => (
            <Day key={shown.path} shown={shown} row={row} field={field} label={labelOf(shown.path)} />
          ))}
          {people.map((shown) => {
            const name = titleText(row[shown.path]);
            return (
              <span key={shown.path} title={`${labelOf(shown.path)} ${name}`}>
                <Avatar name={name} size={22} />
                <span className="sr-only">{name}</span>
              </span>
            );
          })}
        </div>
      )}
    </>
  );
}

/** A day that has passed is amber where something was to be done by it: people choose it, and the record is still open. */
function Day({ shown, row, field, label }: { shown: ShownField; row: RecordData; field: Field; label: string }) {
  const { t } = useTranslation("objects");
  const { zone } = useMe().workspace;
  const value = String(row[shown.path]);
  const open = field.options?.find((option) => option.value === row[field.name])?.category === "open";
  const chosen = !shown.field.system && shown.fields.length === 1 && shown.field.default === undefined;
  const today = wallOf(new Date(), zone).slice(0, 10);
  const late = open && chosen && (shown.field.type === "date" ? value.slice(0, 10) : wallOf(value, zone).slice(0, 10)) < today;
  return (
    <span className={`${styles.day} ${late ? styles.late : ""}`} title={late ? t("kanban.late", { field: label }) : label}>
      <CalendarClock size={13} aria-hidden />
      <Cell field={shown.field} value={row[shown.path]} record={row} place="table" />
      {late && <span className="sr-only">{t("kanban.late", { field: label })}</span>}
    </span>
  );
}
