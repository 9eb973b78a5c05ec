import { Button } from "antd";
import { Pencil } from "lucide-react";
import { type MouseEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Field } from "@/api/metadata";
import { useLabels } from "@/design/text";
import { Cell, Input, isMasked } from "@/fields";

import type { About } from "./about";
import styles from "./FieldList.module.css";
import { type Meanwhile, useFieldEdit } from "./useFieldEdit";

interface ValueProps {
  about: About;
  field: Field;
  readonly: boolean;
  /** The id of its label; its input's is `…-input`. */
  id: string;
}

/** Widgets of several lines or steps are done by their button, not by Enter or by leaving them. */
const STEADY = new Set<Field["type"]>(["files", "image", "rich_text", "json", "address", "geo"]);

/** A value; a click on it, or Enter on its pencil, opens it for change. */
export function FieldValue({ about, field, readonly, id }: ValueProps) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const value = about.record[field.name];
  if (editing && !readonly)
    return (
      <FieldEditor
        about={about}
        field={field}
        id={id}
        onClose={(byKey) => {
          setEditing(false);
          if (byKey) requestAnimationFrame(() => pencil.current?.focus());
        }}
      />
    );
  const begin = (event: MouseEvent) => {
    const selecting = (getSelection()?.toString() ?? "") !== "";
    if (!selecting && !(event.target as Element).closest("a, button")) setEditing(true);
  };
  return (
    <div className={`${styles.value} ${readonly ? "" : styles.editable}`} onClick={readonly ? undefined : begin} data-field={field.name}>
      <Cell field={field} value={value} record={about.record} place="page" />
      {!readonly && (
        <button
          ref={pencil}
          type="button"
          className={styles.pencil}
          aria-label={t("fields.edit", { field: labelOf(field.label, field.name) })}
          onClick={() => setEditing(true)}
        >
          <Pencil size={13} aria-hidden />
        </button>
      )}
    </div>
  );
}

interface EditorProps extends Omit<ValueProps, "readonly"> {
  onClose: (byKey: boolean) => void;
}

function FieldEditor({ about, field, id, onClose }: EditorProps) {
  const { t } = useTranslation("record");
  const masked = isMasked(field, about.record[field.name]);
  const edit = useFieldEdit(about, field, masked);
  const frame = useRef<HTMLDivElement>(null);
  const steady = STEADY.has(field.type);
  const latest = useRef<() => void>(() => undefined);

  function close(byKey: boolean) {
    edit.end();
    onClose(byKey);
  }
  async function done(byKey: boolean) {
    if (await edit.save()) close(byKey);
  }
  useEffect(() => {
    latest.current = () => void done(false);
  });
  useLeaving(frame, steady, latest);
  return (
    <div
      ref={frame}
      className={styles.editor}
      role="group"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          close(true);
        } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void done(true);
      }}
    >
      <Input
        field={field}
        id={`${id}-input`}
        value={edit.value}
        values={about.record}
        onChange={edit.change}
        onDone={() => void done(true)}
        invalid={Boolean(edit.error)}
        autoFocus
      />
      {edit.error && (
        <p className={styles.error} role="alert">
          {edit.error}
        </p>
      )}
      {edit.meanwhile && <Choice field={field} mine={edit.value} meanwhile={edit.meanwhile} onChoose={(choice) => void edit.decide(choice).then((ok) => ok && close(true))} />}
      {!edit.meanwhile && (
        <div className={styles.buttons}>
          <Button size="small" type="primary" loading={edit.saving} onClick={() => void done(true)}>
            {t("fields.save")}
          </Button>
          <Button size="small" onClick={() => close(true)}>
            {t("fields.cancel")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** A press elsewhere in the page ends the editing; menus and calendars that hang at the window's edge belong to it. */
function useLeaving(frame: React.RefObject<HTMLDivElement | null>, steady: boolean, leave: React.RefObject<() => void>) {
  useEffect(() => {
    if (steady) return;
    const pressed = (event: PointerEvent) => {
      const target = event.target as Element;
      const inPage = document.getElementById("root")?.contains(target);
      if (inPage && !frame.current?.contains(target)) leave.current();
    };
    document.addEventListener("pointerdown", pressed, true);
    return () => document.removeEventListener("pointerdown", pressed, true);
  }, [frame, steady, leave]);
}

/** Somebody else has changed the same field: theirs, or mine; leaving it open keeps what is typed. */
function Choice({ field, mine, meanwhile, onChoose }: { field: Field; mine: unknown; meanwhile: Meanwhile; onChoose: (choice: "mine" | "theirs") => void }) {
  const { t } = useTranslation("record");
  return (
    <div className={styles.stale} role="alert">
      <p>{t("stale.text", { name: meanwhile.by ?? t("stale.somebody") })}</p>
      <dl>
        <dt>{t("stale.was")}</dt>
        <dd>
          <Cell field={field} value={meanwhile.was} place="text" />
        </dd>
        <dt>{t("stale.theirs")}</dt>
        <dd>
          <Cell field={field} value={meanwhile.theirs} place="text" />
        </dd>
        <dt>{t("stale.mine")}</dt>
        <dd>
          <Cell field={field} value={mine} place="text" />
        </dd>
      </dl>
      <div className={styles.buttons}>
        <Button size="small" type="primary" onClick={() => onChoose("mine")}>
          {t("stale.take_mine")}
        </Button>
        <Button size="small" onClick={() => onChoose("theirs")}>
          {t("stale.take_theirs")}
        </Button>
      </div>
    </div>
  );
}
