/** Picks a field, at the end of any way of references: a list to search and to walk into. */
import { Button, Input, Popover } from "antd";
import { ChevronDown, ChevronLeft, ChevronRight, Link2, Search } from "lucide-react";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { type Field, useModel } from "@/api/metadata";
import { useLabels } from "@/design/text";

import { relationLabel } from "./ConditionTextWords";
import styles from "./FieldPicker.module.css";
import { useFieldLabel } from "./FieldPickerLabels";
import { type Choice, choicesAt, searched } from "./FieldPickerTree";
import { fieldsOf, partOf } from "./RecordTableColumns";

interface FieldPickerProps {
  object: string;
  /** A path; without one the button invites to pick. */
  value?: string;
  onChange: (path: string) => void;
  /** Which fields may be picked; all that have operators, unless said otherwise. */
  accepts?: (field: Field) => boolean;
  /** Relations are offered too, where somebody takes them. */
  onRelation?: (relation: string) => void;
  placeholder?: string;
  /** Drawn instead of the usual button. */
  children?: React.ReactElement;
  defaultOpen?: boolean;
  /** The object's own fields only. */
  shallow?: boolean;
}

/** Within a dialog the list belongs to it, or its trap for the focus would take that away. Around its container a modal takes no clicks. */
const containerOf = (button: HTMLElement): HTMLElement => button.closest<HTMLElement>(".ant-modal-container, [role=dialog]") ?? document.body;

const filterable = (field: Field) => field.operators.length > 0;

export function FieldPicker({ object, value, onChange, accepts = filterable, onRelation, placeholder, children, defaultOpen, shallow = false }: FieldPickerProps) {
  const model = useModel();
  const fieldLabel = useFieldLabel();
  const { t } = useTranslation("metadata-ui");
  const [open, setOpen] = useState(defaultOpen ?? false);
  const fields = value ? fieldsOf(model, object, value) : undefined;
  const label = value ? (fields?.map(fieldLabel).join(" / ") ?? value) : (placeholder ?? t("filter.pick"));
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      destroyOnHidden
      getPopupContainer={containerOf}
      styles={{ container: { padding: 0, border: "1px solid var(--line-strong)" } }}
      content={
        <Choices
          object={object}
          accepts={accepts}
          relations={onRelation !== undefined}
          shallow={shallow}
          onPick={(choice) => {
            setOpen(false);
            if (choice.kind === "field") onChange(choice.path);
            else onRelation?.(choice.relation.name);
          }}
        />
      }
    >
      {children ?? (
        <Button className={styles.button} aria-haspopup="listbox" aria-expanded={open}>
          <span className={value ? "ellipsis" : `ellipsis ${styles.empty}`}>{label}</span>
          <ChevronDown size={14} aria-hidden />
        </Button>
      )}
    </Popover>
  );
}

interface ChoicesProps {
  object: string;
  accepts: (field: Field) => boolean;
  relations: boolean;
  shallow: boolean;
  onPick: (choice: Choice) => void;
}

function Choices({ object, accepts, relations, shallow, onPick }: ChoicesProps) {
  const model = useModel();
  const fieldLabel = useFieldLabel();
  const labelOf = useLabels();
  const { t } = useTranslation("metadata-ui");
  const id = useId();
  const [way, setWay] = useState<Field[]>([]);
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const nameOf = (choice: Choice): string =>
    choice.kind === "relation"
      ? relationLabel(object, choice.relation, { model, fieldLabel, objectLabel: (one) => labelOf(one.label, one.name) })
      : choice.fields.slice(typed.trim() ? 0 : way.length).map(fieldLabel).join(" / ");

  const choices = useMemo((): Choice[] => {
    const all = choicesAt(model, object, way, accepts, partOf);
    const here = shallow ? all.filter((one) => one.pickable && one.fields.length === 1).map((one) => ({ ...one, leads: undefined })) : all;
    const related = relations && way.length === 0 ? (model.object(object)?.relations ?? []).map((relation) => ({ kind: "relation" as const, relation })) : [];
    if (!typed.trim()) return [...here, ...related];
    const found = searched(
      typed,
      here,
      (choice) => choicesAt(model, object, choice.fields, accepts, partOf),
      (choice) => choice.fields.map(fieldLabel).join(" / "),
    );
    return [...found, ...related.filter((choice) => nameOf(choice).toLowerCase().includes(typed.trim().toLowerCase()))];
    // eslint-disable-next-line react-hooks/exhaustive-deps -- nameOf follows from the same
  }, [model, object, way, accepts, relations, shallow, typed, fieldLabel]);

  const walk = (next: Field[]) => {
    setWay(next);
    setTyped("");
    setActive(0);
  };
  const point = (at: number) => {
    const next = Math.max(0, Math.min(choices.length - 1, at));
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  const pick = (choice: Choice | undefined) => {
    if (!choice) return;
    if (choice.kind === "field" && !choice.pickable) walk(choice.fields);
    else onPick(choice);
  };
  const pressed = (event: KeyboardEvent) => {
    const choice = choices[active];
    const acts: Record<string, (() => void) | undefined> = {
      ArrowDown: () => point(active + 1),
      ArrowUp: () => point(active - 1),
      Enter: () => pick(choice),
      ArrowRight: !typed && choice?.kind === "field" && choice.leads ? () => walk(choice.fields) : undefined,
      ArrowLeft: !typed && way.length ? () => walk(way.slice(0, -1)) : undefined,
    };
    const act = event.nativeEvent.isComposing ? undefined : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <div className={styles.choices} onKeyDown={pressed}>
      <Input
        autoFocus
        variant="borderless"
        className={styles.search}
        prefix={<Search size={14} aria-hidden />}
        placeholder={t("filter.search_field")}
        aria-label={t("filter.search_field")}
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={choices[active] ? `${id}-${active}` : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
      />
      {way.length > 0 && (
        <button type="button" className={styles.back} onClick={() => walk(way.slice(0, -1))}>
          <ChevronLeft size={14} aria-hidden />
          {way.map(fieldLabel).join(" / ")}
        </button>
      )}
      <div className={styles.list} id={`${id}-list`} role="listbox" aria-label={t("filter.fields")} ref={list}>
        {choices.map((choice, at) => (
          <div
            key={choice.kind === "field" ? choice.path : `:${choice.relation.name}`}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === active}
            className={`${styles.choice} ${at === active ? styles.active : ""}`}
            onPointerMove={() => at !== active && setActive(at)}
            onClick={() => pick(choice)}
          >
            <span className="ellipsis">{nameOf(choice)}</span>
            {choice.kind === "relation" && (
              <span className={styles.hint}>
                <Link2 size={13} aria-hidden />
                {t("filter.related_hint")}
              </span>
            )}
            {choice.kind === "field" && choice.leads && (
              <span
                className={styles.into}
                title={t("filter.into")}
                onClick={(event) => {
                  event.stopPropagation();
                  walk(choice.fields);
                }}
              >
                <ChevronRight size={15} aria-hidden />
              </span>
            )}
          </div>
        ))}
        {choices.length === 0 && <p className={styles.nothing}>{t("filter.no_field")}</p>}
      </div>
    </div>
  );
}
