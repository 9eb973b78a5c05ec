import { App, Button } from "antd";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "@tanstack/react-router";

import { Problem } from "@/api/problem";
import { useMe } from "@/api/session";
import { keep, readKept } from "@/design/kept";
import { useSentence } from "@/design/sentence";

import { type Comment, deleteComment, editComment, partsOf, type People, postComment, toKept, toTyped } from "./comments";
import styles from "./Comments.module.css";
import { MentionInput } from "./MentionInput";

/** A comment's words: people lead to who they are, addresses to where they lead. */
export function CommentText({ text }: { text: string }) {
  return (
    <p className={styles.text}>
      {partsOf(text).map((part, at) => (
        <Fragment key={at}>
          {part.kind === "text" ? (
            part.text
          ) : part.kind === "mention" ? (
            <Link to="/objects/$object/$id" params={{ object: "user", id: part.id }} className={styles.mention}>
              @{part.name}
            </Link>
          ) : (
            <a href={part.href} target="_blank" rel="noopener noreferrer">
              {part.href}
            </a>
          )}
        </Fragment>
      ))}
    </p>
  );
}

interface Draft {
  typed: string;
  people: People;
}
const NOTHING: Draft = { typed: "", people: {} };
const draftKey = (user: string, object: string, id: string) => `luopan.comment.${user}.${object}.${id}`;

/** Where something is said about a record. What is typed and not sent is there the next time. */
export function CommentComposer({ object, id, onPosted }: { object: string; id: string; onPosted: () => void }) {
  const { t } = useTranslation("metadata-ui");
  const { message } = App.useApp();
  const key = draftKey(useMe().id, object, id);
  const sentenceOf = useSentence();
  const [draft, setDraft] = useState(() => readKept<Draft>(key) ?? NOTHING);
  const [open, setOpen] = useState(draft.typed !== "");
  const [sending, setSending] = useState(false);
  const empty = draft.typed.trim() === "";

  function type(next: Draft) {
    setDraft(next);
    keep(key, next.typed ? next : undefined);
  }
  async function post() {
    if (empty || sending) return;
    setSending(true);
    try {
      await postComment(object, id, toKept(draft.typed.trim(), draft.people));
      type(NOTHING);
      setOpen(false);
      onPosted();
    } catch (error) {
      void message.error(error instanceof Problem && error.isOffline ? t("comments.offline") : sentenceOf(error));
    } finally {
      setSending(false);
    }
  }
  return (
    <div className={styles.composer}>
      <MentionInput
        value={draft.typed}
        people={draft.people}
        onChange={(typed, people) => type({ typed, people })}
        label={t("comments.label")}
        placeholder={t("comments.placeholder")}
        rows={open ? 3 : 1}
        disabled={sending}
        onFocus={() => setOpen(true)}
        onSend={() => void post()}
      />
      {open && (
        <div className={styles.foot}>
          <span>{t("comments.hint")}</span>
          {empty && (
            <Button size="small" onClick={() => setOpen(false)}>
              {t("comments.cancel")}
            </Button>
          )}
          <Button size="small" type="primary" disabled={empty} loading={sending} onClick={() => void post()}>
            {t("comments.send")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** A comment being said in other words. */
export function CommentEditor({ comment, onDone }: { comment: Comment; onDone: (changed: boolean) => void }) {
  const { t } = useTranslation("metadata-ui");
  const { message } = App.useApp();
  const sentenceOf = useSentence();
  const [draft, setDraft] = useState(() => toTyped(comment.text));
  const [saving, setSaving] = useState(false);
  async function save() {
    setSaving(true);
    try {
      await editComment(comment.id, toKept(draft.typed.trim(), draft.people));
      onDone(true);
    } catch (error) {
      setSaving(false);
      void message.error(sentenceOf(error));
    }
  }
  return (
    <div className={styles.composer}>
      <MentionInput
        value={draft.typed}
        people={draft.people}
        onChange={(typed, people) => setDraft({ typed, people })}
        label={t("comments.label")}
        rows={2}
        autoFocus
        onSend={() => void save()}
        onCancel={() => onDone(false)}
      />
      <div className={styles.foot}>
        <span />
        <Button size="small" onClick={() => onDone(false)}>
          {t("comments.cancel")}
        </Button>
        <Button size="small" type="primary" disabled={!draft.typed.trim()} loading={saving} onClick={() => void save()}>
          {t("comments.save")}
        </Button>
      </div>
    </div>
  );
}

/** Takes a comment away, once it is certain. */
export function useDeleteComment(onDeleted: () => void): (comment: Comment) => void {
  const { t } = useTranslation("metadata-ui");
  const { modal, message } = App.useApp();
  const sentenceOf = useSentence();
  return (comment) =>
    void modal.confirm({
      title: t("comments.delete_title"),
      content: t("comments.delete_text"),
      okText: t("comments.delete"),
      okButtonProps: { danger: true },
      onOk: () => deleteComment(comment.id).then(onDeleted, (error) => void message.error(sentenceOf(error))),
    });
}
