import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { CirclePlus, History, RotateCcw, Trash2, Undo2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import type { Field } from "@/api/metadata";
import type { Place } from "@/api/problem";
import { recordKeys } from "@/api/records";
import { useSentence } from "@/design/sentence";
import { useLabels } from "@/design/text";
import { Cell } from "@/fields";

import type { About } from "../about";
import { Clock, Frame } from "./Entry";
import { type ChangeEntry, type Line, linesOf } from "./model";
import styles from "./Timeline.module.css";
import { useReadable } from "./titles";

const SHOWN = 3;
const ICONS: Record<string, ReactNode> = { created: <CirclePlus size={13} />, deleted: <Trash2 size={13} />, restored: <RotateCcw size={13} />, updated: <History size={13} /> };

/** A change in words: who, which fields, from what to what; with a way back. */
export function ChangeBody({ entry, about, onChanged }: { entry: ChangeEntry; about: About; onChanged: () => void }) {
  const { t } = useTranslation("record");
  const [open, setOpen] = useState(false);
  const { event } = entry;
  const told = event.action === "updated";
  const lines = told ? linesOf(event, about.object.fields) : [];
  if (told && lines.length === 0) return null;
  const shown = open || lines.length <= SHOWN + 1 ? lines : lines.slice(0, SHOWN);
  const name = event.actor?.title ?? t("system");
  const said = event.undoes ? "undone" : event.kind === "import" ? "imported" : told ? "changed" : event.action;
  return (
    <Frame icon={ICONS[event.action] ?? ICONS.updated} quiet>
      <p className={styles.line}>
        <span>
          <b>{name}</b> {t(`changes.${said}`, { defaultValue: t("changes.changed") })}
        </span>
        {told && about.writable && <UndoButton entry={entry} about={about} onUndone={onChanged} />}
        <Clock at={event.at} />
      </p>
      {shown.length > 0 && (
        <ul className={styles.lines}>
          {shown.map((line) => (
            <ChangeLine key={line.field.name} line={line} />
          ))}
        </ul>
      )}
      {shown.length < lines.length && (
        <button type="button" className={styles.link} onClick={() => setOpen(true)}>
          {t("changes.more", { count: lines.length - shown.length })}
        </button>
      )}
    </Frame>
  );
}

function ChangeLine({ line }: { line: Line }) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const name = labelOf(line.field.label, line.field.name);
  return (
    <li>
      <span className={styles.field}>{name}</span>
      {line.kind === "rewritten" && <span>{t("changes.rewritten")}</span>}
      {line.kind === "listed" && (
        <>
          {line.added.map((value) => (
            <Value key={`+${JSON.stringify(value)}`} field={line.field} value={value} sign="+" />
          ))}
          {line.removed.map((value) => (
            <Value key={`-${JSON.stringify(value)}`} field={line.field} value={value} sign="−" gone />
          ))}
        </>
      )}
      {(line.kind === "changed" || line.kind === "cleared") && <Value field={line.field} value={line.before} gone />}
      {(line.kind === "changed" || line.kind === "cleared") && (
        <span className={styles.arrow} aria-label={t("changes.to")}>
          →
        </span>
      )}
      {(line.kind === "changed" || line.kind === "set") && <Value field={line.field} value={line.after} />}
      {line.kind === "cleared" && <span className={styles.none}>{t("changes.empty")}</span>}
    </li>
  );
}

const MANY = new Set<Field["type"]>(["references", "multi_select", "tags", "files"]);

/** What is known by its colour keeps it in a sentence. */
const PILLS = new Set<Field["type"]>(["select", "multi_select", "tags", "color"]);

function Value({ field, value, sign, gone }: { field: Field; value: unknown; sign?: string; gone?: boolean }) {
  const readable = useReadable();
  const read = readable(field, value);
  const shown = MANY.has(field.type) && !Array.isArray(read) ? [read] : read;
  return (
    <span className={`${styles.value} ${gone ? styles.gone : ""}`}>
      {sign && <span aria-hidden>{sign}</span>}
      <Cell field={field} value={shown} place={PILLS.has(field.type) ? "table" : "text"} />
    </span>
  );
}

/** Takes one change back; what has been changed again since stays, and is said. */
function UndoButton({ entry, about, onUndone }: { entry: ChangeEntry; about: About; onUndone: () => void }) {
  const { t } = useTranslation("record");
  const { message } = App.useApp();
  const sentenceOf = useSentence();
  const client = useQueryClient();
  const { object, record } = about;
  const undo = useMutation({
    mutationFn: () => send<{ conflicts?: Place[] }>("POST", `/api/records/${object.name}/${record.id}/undo`, { body: { event: entry.event.id } }),
    onSuccess: (answer) => {
      void client.invalidateQueries({ queryKey: recordKeys.object(object.name) });
      onUndone();
      if (answer.conflicts?.length) void message.warning(answer.conflicts.map((one) => one.message).join(" "));
      else void message.success(t("changes.taken_back"));
    },
    onError: (error) => void message.error(sentenceOf(error)),
  });
  return (
    <Button
      type="text"
      size="small"
      className={styles.undo}
      loading={undo.isPending}
      icon={<Undo2 size={14} aria-hidden />}
      aria-label={t("changes.undo")}
      title={t("changes.undo")}
      onClick={() => undo.mutate()}
    />
  );
}
