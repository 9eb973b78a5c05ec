import { Dropdown, type MenuProps } from "antd";
import { Ellipsis, MessageSquare, Pencil, Trash2 } from "lucide-react";
import { type CSSProperties, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { type ObjectDefinition, targetsOf, useModel } from "@/api/metadata";
import type { RecordData, Reference } from "@/api/records";
import { useMe } from "@/api/session";
import { Avatar } from "@/design/Avatar";
import { formatDate } from "@/design/format";
import { Icon } from "@/design/Icon";
import { useLocale } from "@/design/text";
import { colorOf } from "@/design/tokens";
import { asReference, Cell, isEmpty, RecordLink, wallOf } from "@/fields";
import { CommentEditor, CommentText, useDeleteComment } from "@/metadata-ui/Comments";

import type { About } from "../about";
import { titleOf } from "../relations";
import { ChangeBody } from "./ChangeBody";
import type { CommentEntry, Entry, RecordEntry } from "./model";
import { shownFields, type Source } from "./sources";
import styles from "./Timeline.module.css";

interface EntryProps {
  entry: Entry;
  about: About;
  /** With its day: where several days stand under one heading. */
  dated: boolean;
  onChanged: () => void;
}

export function TimelineEntry({ entry, about, dated, onChanged }: EntryProps) {
  if (entry.kind === "comment") return <CommentItem entry={entry} onChanged={onChanged} />;
  if (entry.kind === "change") return <ChangeBody entry={entry} about={about} onChanged={onChanged} />;
  return <RecordItem entry={entry} about={about} dated={dated} />;
}

interface FrameProps {
  icon: ReactNode;
  hue?: string;
  /** Small and quiet: changes between what people did. */
  quiet?: boolean;
  children: ReactNode;
}

export function Frame({ icon, hue, quiet, children }: FrameProps) {
  return (
    <li className={`${styles.entry} ${quiet ? styles.quiet : ""}`} style={{ "--hue": colorOf(hue) } as CSSProperties}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <div className={styles.body}>{children}</div>
    </li>
  );
}

export function Clock({ at }: { at: string }) {
  const { zone } = useMe().workspace;
  return <time dateTime={at}>{wallOf(at, zone).slice(11, 16)}</time>;
}

function CommentItem({ entry, onChanged }: { entry: CommentEntry; onChanged: () => void }) {
  const { t } = useTranslation("record");
  const [editing, setEditing] = useState(false);
  const remove = useDeleteComment(onChanged);
  const { comment } = entry;
  const items: NonNullable<MenuProps["items"]> = [
    ...(comment.can_change ? [{ key: "edit", icon: <Pencil size={14} aria-hidden />, label: t("timeline.edit_comment") }] : []),
    ...(comment.can_delete ?? comment.can_change ? [{ key: "delete", danger: true, icon: <Trash2 size={14} aria-hidden />, label: t("timeline.delete_comment") }] : []),
  ];
  return (
    <Frame icon={<MessageSquare size={15} strokeWidth={1.75} />} hue="teal">
      <p className={styles.line}>
        <Avatar name={comment.author.title} size={20} />
        <b>{comment.author.title}</b>
        <Clock at={comment.at} />
        {comment.edited_at && <span className={styles.note}>{t("timeline.edited")}</span>}
        {items.length > 0 && !editing && (
          <Dropdown trigger={["click"]} placement="bottomRight" menu={{ items, onClick: ({ key }) => (key === "edit" ? setEditing(true) : remove(comment)) }}>
            <button type="button" className={styles.more} aria-label={t("timeline.comment_menu", { name: comment.author.title })}>
              <Ellipsis size={15} aria-hidden />
            </button>
          </Dropdown>
        )}
      </p>
      {editing ? (
        <CommentEditor
          comment={comment}
          onDone={(changed) => {
            setEditing(false);
            if (changed) onChanged();
          }}
        />
      ) : (
        <div className={styles.bubble}>
          <CommentText text={comment.text} />
        </div>
      )}
    </Frame>
  );
}

/** Kinds of contact that everybody knows by a sign. */
const KIND_ICONS: Record<string, string> = {
  call: "phone", phone: "phone", email: "mail", mail: "mail", meeting: "users", visit: "map-pin", demo: "presentation",
  wechat: "message-circle", message: "message-circle", wecom: "message-circle", online_meeting: "video", video: "video",
};

function RecordItem({ entry, about, dated }: { entry: RecordEntry; about: About; dated: boolean }) {
  const { t } = useTranslation("record");
  const model = useModel();
  const locale = useLocale();
  const object = model.object(entry.object);
  const moment = object && model.field(object.name, object.screens?.timeline ?? "");
  if (!object || !moment) return null;
  const pointers = object.fields.filter((field) => !field.system && targetsOf(field).includes(about.object.name));
  const { text, kind, others } = shownFields(model, { object, moment, pointers } satisfies Source);
  const { record } = entry;
  const option = kind?.options?.find((one) => one.value === record[kind.name]);
  const actor = asReference(record.owner)?.title ?? asReference(record.created_by)?.title;
  const told = others.filter((field) => !isEmpty(record[field.name]) && !isThis(record[field.name], about.record.id));
  return (
    <Frame icon={<Icon name={KIND_ICONS[option?.value ?? ""] ?? object.icon} size={15} />} hue={option?.color ?? "blue"}>
      <p className={styles.line}>
        <RecordLink object={object.name} record={{ id: record.id, title: titleOf(object, record) || t("untitled") }} className={styles.what} />
        {dated || !entry.timed ? dated && <time dateTime={String(record[moment.name])}>{formatDate(entry.day, locale)}</time> : <Clock at={String(record[moment.name])} />}
      </p>
      {text && !isEmpty(record[text.name]) && <LongText object={object} record={record} name={text.name} />}
      <p className={styles.facts}>
        {actor && (
          <span className={styles.actor}>
            <Avatar name={actor} size={16} />
            {actor}
          </span>
        )}
        {kind && option && <Cell field={kind} value={option.value} place="table" />}
        {told.map((field) => (
          <span key={field.name} className={styles.fact}>
            <Cell field={field} value={record[field.name]} record={record} place="table" />
          </span>
        ))}
      </p>
    </Frame>
  );
}

const isThis = (value: unknown, id: string): boolean => (value as Reference | null)?.id === id;

const SHORT = 140;

function LongText({ object, record, name }: { object: ObjectDefinition; record: RecordData; name: string }) {
  const { t } = useTranslation("record");
  const [open, setOpen] = useState(false);
  const field = object.fields.find((one) => one.name === name)!;
  const long = String(record[name]).length > SHORT;
  return (
    <div className={styles.text}>
      <div className={long && !open ? styles.clamped : undefined}>
        <Cell field={field} value={record[name]} record={record} place="page" />
      </div>
      {long && (
        <button type="button" className={styles.link} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? "timeline.less" : "timeline.more")}
        </button>
      )}
    </div>
  );
}

