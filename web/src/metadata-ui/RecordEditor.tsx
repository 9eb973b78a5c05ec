import { useQuery } from "@tanstack/react-query";
import { App, Button, Drawer } from "antd";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";

import { type ObjectDefinition, useObject } from "@/api/metadata";
import { readRecord, type RecordData } from "@/api/records";
import { formatAgo } from "@/design/format";
import { usePhone } from "@/design/media";
import { ErrorState, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";
import { Uploading } from "@/fields";

import { Conflicts } from "./Conflicts";
import type { DrawerRequest } from "./drawer";
import styles from "./RecordEditor.module.css";
import { RecordForm } from "./RecordForm";
import { useEditing } from "./useEditing";
import { useSavedMessage } from "./useSavedMessage";

interface EditorProps {
  request: DrawerRequest;
  onClose: () => void;
  /** Opened from within another form. */
  nested?: boolean;
}

const WIDE = 680;
const NARROW = 480;
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** A drawer in which one record is created or edited. */
export function RecordEditor({ request, onClose, nested = false }: EditorProps) {
  const object = useObject(request.object);
  const [opened] = useState(() => Date.now());
  const found = useQuery({
    queryKey: ["editing", request.object, request.id, opened],
    queryFn: ({ signal }) => readRecord(request.object, request.id!, signal),
    enabled: request.id !== undefined,
    staleTime: Infinity,
    gcTime: 0,
  });
  const { t } = useTranslation("metadata-ui");
  if (!object || found.isError)
    return (
      <Frame title={t("form.title_broken")} onClose={onClose} narrow>
        <ErrorState error={found.error} retry={() => void found.refetch()} small />
      </Frame>
    );
  if (request.id !== undefined && !found.data)
    return (
      <Frame title="…" onClose={onClose} narrow={request.only !== undefined}>
        <Skeleton lines={8} />
      </Frame>
    );
  return <Editor object={object} record={found.data} request={request} onClose={onClose} nested={nested} />;
}

const isFresh = (at: number) => Date.now() - at < 60_000;

interface FrameProps {
  title: string;
  onClose: () => void;
  narrow?: boolean;
  footer?: React.ReactNode;
  onSave?: () => void;
  children: React.ReactNode;
}

function Frame({ title, onClose, narrow, footer, onSave, children }: FrameProps) {
  const phone = usePhone();
  return (
    <Drawer
      open
      title={title}
      placement="right"
      size={phone ? "100%" : narrow ? NARROW : WIDE}
      onClose={onClose}
      footer={footer}
      mask={{ closable: true, blur: false }}
      destroyOnHidden
    >
      <div
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          event.stopPropagation();
          onSave?.();
        }}
      >
        {children}
      </div>
    </Drawer>
  );
}

function useTitle(object: ObjectDefinition, record: RecordData | undefined, only: boolean): string {
  const { t } = useTranslation("metadata-ui");
  const labelOf = useLabels();
  const name = labelOf(object.label, object.name);
  if (!record) return t("form.title_new", { object: name });
  const title = object.title ? String(record[object.title] ?? name) : name;
  return t(only ? "form.title_only" : "form.title_edit", { title });
}

function Editor({ object, record, request, onClose, nested }: Required<Omit<EditorProps, "request">> & { object: ObjectDefinition; record?: RecordData; request: DrawerRequest }) {
  const { t } = useTranslation("metadata-ui");
  const locale = useLocale();
  const { message } = App.useApp();
  const editing = useEditing(object, request, record, nested);
  const [settled, setSettled] = useState(false);
  const [round, setRound] = useState(0);
  const said = useSavedMessage();
  const title = useTitle(object, record, request.only !== undefined);
  const [uploads, setUploads] = useState(0);
  const uploading = useCallback((more: number) => setUploads((now) => now + more), []);
  const waits = (editing.conflicts.length > 0 && !settled) || uploads > 0;

  async function save(next: "close" | "again") {
    if (waits) return;
    setSettled(false);
    const saved = await editing.save();
    if (!saved) return;
    if (saved.wrote) said(object.name, saved.record, t(record ? "form.saved" : "form.created"));
    request.onSaved?.(saved.record);
    if (next === "close") return onClose();
    editing.again();
    setRound(round + 1);
  }
  function leave() {
    if (editing.names.length > 0) void message.info(t("draft.kept"));
    onClose();
  }

  const foundDraft = (at: number) =>
    isFresh(at) ? t("draft.found_now") : t("draft.found", { ago: formatAgo(new Date(at), locale) });
  const footer = (
    <div className={styles.footer}>
      {!record && !nested && !request.only && (
        <Button onClick={() => void save("again")} disabled={editing.saving || waits}>
          {t("form.save_and_new")}
        </Button>
      )}
      <span className={styles.space}>{uploads > 0 && t("form.uploading")}</span>
      <Button onClick={leave}>{t("form.cancel")}</Button>
      <Button type="primary" loading={editing.saving} disabled={waits} onClick={() => void save("close")}>
        {t("form.save")}
        <kbd>{MAC ? "⌘" : "Ctrl"} ↵</kbd>
      </Button>
    </div>
  );
  return (
    <Frame title={title} onClose={leave} narrow={request.only !== undefined} footer={footer} onSave={() => void save("close")}>
      {editing.draft && (
        <div className={styles.draft} role="status">
          <span>{foundDraft(editing.draft.at)}</span>
          <Button size="small" type="primary" onClick={editing.takeDraft}>
            {t("draft.go_on")}
          </Button>
          <Button size="small" onClick={editing.discardDraft}>
            {t("draft.discard")}
          </Button>
        </div>
      )}
      {editing.conflicts.length > 0 && (
        <Conflicts conflicts={editing.conflicts} theirs={editing.base as RecordData} onDecide={editing.decide} onSettled={setSettled} />
      )}
      <Uploading value={uploading}>
        <RecordForm key={round} object={object} values={editing.values} before={record && editing.base} disabled={editing.saving} onChange={editing.change} only={request.only} problem={editing.problem} autoFocus />
      </Uploading>
    </Frame>
  );
}
