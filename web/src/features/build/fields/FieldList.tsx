import { useDroppable } from "@dnd-kit/core";
import { SortableContext, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { App, Button } from "antd";
import { ArchiveRestore, CircleAlert, GripVertical, TextCursorInput } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Option } from "@/api/metadata";
import { Pill } from "@/design/Pill";
import { Message } from "@/design/States";
import { useLabels } from "@/design/text";

import { keepField, orderedFields, restoreField } from "../model/edit";
import { objectNamed, targetsOf } from "../model/relations";
import { edit, editDraft, useDesign, useWorkshop } from "../model/store";
import type { FieldDef, ObjectDef } from "../model/types";
import { KindIcon } from "../parts/KindIcon";
import { useProblems } from "../publish/problems";
import styles from "./Fields.module.css";

/** In a few words what a field holds: where it points, what can be chosen. */
function Gist({ field }: { field: FieldDef }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const design = useDesign();
  const targets = field.to === undefined ? [] : targetsOf(field);
  const options = ((field.options as (Option | string)[] | undefined) ?? []).map((one) => (typeof one === "string" ? { value: one } : one)).filter((one) => !("retired" in one && one.retired));
  return (
    <span className={styles.gist}>
      <span>{t(`kinds.${field.type}.name`)}</span>
      {targets.length > 0 && <span>→ {targets.map((name) => labelOf(objectNamed(design, name)?.label, name)).join(", ")}</span>}
      {options.slice(0, 4).map((option: Option) => (
        <Pill key={option.value} color={option.color}>
          {labelOf(option.label, option.value)}
        </Pill>
      ))}
      {options.length > 4 && <span>+{options.length - 4}</span>}
      {typeof field.format === "string" && <code>{field.format}</code>}
    </span>
  );
}

function Flags({ object, field }: { object: ObjectDef; field: FieldDef }) {
  const { t } = useTranslation("build");
  const changed = useWorkshop((state) => state.draft.objects.some((one) => one.id === object.id && one.fields.some((patch) => patch.id === field.id)));
  return (
    <span className={styles.flags}>
      {object.title === field.name && <Pill color="teal" dot={false}>{t("flags.title")}</Pill>}
      {field.required !== undefined && field.required !== false && <Pill color="orange" dot={false}>{t(field.required === true ? "flags.required" : "flags.required_when")}</Pill>}
      {field.unique === true && <Pill color="indigo" dot={false}>{t("flags.unique")}</Pill>}
      {field.state ? <Pill color="green">{t(`state.${field.state}`)}</Pill> : changed && <Pill color="orange">{t("state.changed")}</Pill>}
    </span>
  );
}

interface CardProps {
  object: ObjectDef;
  field: FieldDef;
  selected: boolean;
  problems: string[] | undefined;
  onSelect: (id: string) => void;
}

function FieldCard({ object, field, selected, problems, onSelect }: CardProps) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const { setNodeRef, attributes, listeners, transform, transition, isDragging, isOver, active } = useSortable({ id: field.id, disabled: !object.open });
  const label = labelOf(field.label, field.name);
  const incoming = isOver && active?.data.current?.kind;
  return (
    <li
      ref={setNodeRef}
      className={`${styles.field} ${selected ? styles.selected : ""} ${isDragging ? styles.dragged : ""} ${incoming ? styles.incoming : ""}`}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <button type="button" className={styles.grip} aria-label={t("drag", { name: label })} {...attributes} {...listeners}>
        <GripVertical size={15} />
      </button>
      <button type="button" className={styles.open} aria-pressed={selected} onClick={() => onSelect(field.id)}>
        <span className={styles.kind}>
          <KindIcon type={field.type} />
        </span>
        <span className={styles.words}>
          <span>
            <strong>{label}</strong> <code>{field.name}</code>
          </span>
          <Gist field={field} />
          {problems && (
            <span className={styles.wrong}>
              <CircleAlert size={14} /> {problems.join(" ")}
            </span>
          )}
        </span>
        <Flags object={object} field={field} />
      </button>
    </li>
  );
}

function Bin({ object }: { object: ObjectDef }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const { modal } = App.useApp();
  const published = useWorkshop((state) => state.base);
  const base = published.get(object.id);
  const leaving = useWorkshop((state) => state.draft.remove);
  const gone = base?.fields.filter((field) => leaving.includes(`${object.id}.${field.id}`)) ?? [];
  if (gone.length + object.bin.length === 0) return null;
  const purge = (id: string, label: string) =>
    modal.confirm({
      title: t("bin.purge_field", { name: label }),
      content: t("bin.purge_text"),
      okText: t("bin.purge"),
      cancelText: t("cancel"),
      okButtonProps: { danger: true },
      onOk: () => editDraft((draft) => ({ ...draft, purge: [...draft.purge, `${object.id}.${id}`] })),
    });
  return (
    <section className={styles.bin}>
      <h3>
        <ArchiveRestore size={15} /> {t("bin.title")}
      </h3>
      <ul>
        {gone.map((field) => (
          <li key={field.id}>
            <span>
              {labelOf(field.label, field.name)} <span className="muted">{t("bin.leaving")}</span>
            </span>
            <Button size="small" onClick={() => edit((design) => keepField(design, published, object.id, field.id))}>
              {t("objects.keep")}
            </Button>
          </li>
        ))}
        {object.bin.map((field) => (
          <li key={field.id}>
            <span>
              {labelOf(field.label, field.name)} <code>{field.id}</code>
            </span>
            <Button size="small" onClick={() => edit((design) => restoreField(design, object.id, field.id))}>
              {t("bin.restore")}
            </Button>
            <Button size="small" danger onClick={() => purge(field.id, labelOf(field.label, field.name))}>
              {t("bin.purge")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The fields in the order in which people meet them, then what every record has, then the recycle bin. */
export function FieldList({ object, selected, onSelect }: { object: ObjectDef; selected: string | null; onSelect: (id: string | null) => void }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const { setNodeRef, isOver, active } = useDroppable({ id: "canvas" });
  const problems = useProblems(object.id);
  const fields = orderedFields(object);
  const system = object.fields.filter((field) => field.system);
  return (
    <div ref={setNodeRef} className={`${styles.canvas} ${isOver && active?.data.current?.kind ? styles.over : ""}`}>
      <SortableContext items={fields.map((field) => field.id)} strategy={verticalListSortingStrategy}>
        <ul className={styles.fields} aria-label={t("tabs.fields")}>
          {fields.map((field) => (
            <FieldCard key={field.id} object={object} field={field} selected={field.id === selected} problems={problems.fields.get(field.id)} onSelect={onSelect} />
          ))}
        </ul>
      </SortableContext>
      {fields.length < 2 && (
        <Message icon={<TextCursorInput />} title={t("fields.empty")} small>
          {t("fields.teach")}
        </Message>
      )}
      <Bin object={object} />
      {system.length > 0 && (
        <details className={styles.system}>
          <summary>{t("fields.system", { count: system.length })}</summary>
          <p className="muted">{system.map((field) => labelOf(field.label, field.name)).join(" · ")}</p>
        </details>
      )}
    </div>
  );
}
