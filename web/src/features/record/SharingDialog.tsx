import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Modal, Segmented, Select } from "antd";
import { Trash2, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import type { ObjectDefinition } from "@/api/metadata";
import type { Problem } from "@/api/problem";
import { type RecordData, recordKeys, type Reference } from "@/api/records";
import { useMe } from "@/api/session";
import { Avatar } from "@/design/Avatar";
import { formatDateTime } from "@/design/format";
import { ErrorState, Skeleton } from "@/design/States";
import { useSentence } from "@/design/sentence";
import { useLocale } from "@/design/text";
import { momentAt, momentText, RecordSelect, wallOf } from "@/fields";

import styles from "./Dialogs.module.css";

interface Share {
  id: string;
  with: Record<string, Reference>;
  access: "read" | "write";
  role: string | null;
  until: string | null;
}

const KINDS = ["user", "team", "department", "role"] as const;
const DAYS = [0, 7, 30, 90] as const;

/** Who this one record is open to besides those whose roles show it: people, teams, departments, roles; for good or for a while. */
export function SharingDialog({ object, record, onClose }: { object: ObjectDefinition; record: RecordData; onClose: () => void }) {
  const { t } = useTranslation("record");
  const client = useQueryClient();
  const path = `/api/records/${object.name}/${record.id}/shares`;
  const key = [...recordKeys.one(object.name, record.id), "shares"];
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: ({ signal }) => send<{ shares: Share[] }>("GET", path, { signal }) });
  const refresh = () => client.invalidateQueries({ queryKey: key });
  return (
    <Modal open title={t("share.title")} footer={null} onCancel={onClose} width={540} destroyOnHidden>
      <div className={styles.dialog}>
        <ShareForm path={path} onShared={refresh} />
        {error ? (
          <ErrorState error={error} retry={() => void refetch()} small />
        ) : !data ? (
          <Skeleton lines={3} />
        ) : data.shares.length === 0 ? (
          <p className={styles.empty}>{t("share.none")}</p>
        ) : (
          <ul className={styles.shares}>
            {data.shares.map((share) => (
              <ShareRow key={share.id} share={share} path={path} onEnded={refresh} />
            ))}
          </ul>
        )}
      </div>
    </Modal>
  );
}

function ShareRow({ share, path, onEnded }: { share: Share; path: string; onEnded: () => void }) {
  const { t } = useTranslation("record");
  const locale = useLocale();
  const { zone } = useMe().workspace;
  const { message } = App.useApp();
  const sentenceOf = useSentence();
  const [kind, who] = Object.entries(share.with)[0]!;
  const end = useMutation({
    mutationFn: () => send("DELETE", `${path}/${share.id}`),
    onSuccess: onEnded,
    onError: (error) => void message.error(sentenceOf(error)),
  });
  const notes = [kind !== "user" && t(`share.kinds.${kind}`), share.role, share.until && t("share.until", { at: formatDateTime(share.until, locale, zone) })];
  return (
    <li>
      {kind === "user" ? <Avatar name={who.title} size={28} /> : <Users size={18} aria-hidden />}
      <span className={styles.whom}>
        <b className="ellipsis">{who.title ?? t("untitled")}</b>
        <small>{notes.filter(Boolean).join(" · ")}</small>
      </span>
      <span className="muted">{t(`share.${share.access}`)}</span>
      <Button
        type="text"
        size="small"
        loading={end.isPending}
        icon={<Trash2 size={15} aria-hidden />}
        aria-label={t("share.end", { name: who.title ?? "" })}
        onClick={() => end.mutate()}
      />
    </li>
  );
}

function ShareForm({ path, onShared }: { path: string; onShared: () => void }) {
  const { t } = useTranslation("record");
  const { zone } = useMe().workspace;
  const [kind, setKind] = useState<(typeof KINDS)[number]>("user");
  const [who, setWho] = useState<Reference[]>([]);
  const [access, setAccess] = useState<"read" | "write">("read");
  const [days, setDays] = useState<number>(0);
  const share = useMutation<unknown, Problem>({
    mutationFn: () => send("POST", path, { body: { with: { [kind]: who[0]!.id }, access, until: days ? endOf(days, zone) : null } }),
    onSuccess: () => {
      setWho([]);
      onShared();
    },
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (who.length) share.mutate();
      }}
    >
      <Segmented
        block
        value={kind}
        aria-label={t("share.with")}
        onChange={(next) => {
          setKind(next);
          setWho([]);
        }}
        options={KINDS.map((one) => ({ value: one, label: t(`share.kinds.${one}`) }))}
      />
      <RecordSelect object={kind} value={who} onChange={setWho} label={t("share.with")} invalid={share.isError} />
      <div className={styles.row}>
        <Select
          value={access}
          onChange={setAccess}
          aria-label={t("share.access")}
          options={(["read", "write"] as const).map((one) => ({ value: one, label: t(`share.${one}`) }))}
        />
        <Select value={days} onChange={setDays} aria-label={t("share.how_long")} options={DAYS.map((one) => ({ value: one, label: one ? t("share.days", { count: one }) : t("share.for_good") }))} />
        <Button type="primary" htmlType="submit" disabled={who.length === 0} loading={share.isPending}>
          {t("share.share")}
        </Button>
      </div>
      {share.error && (
        <p className={styles.error} role="alert">
          {share.error.errors.map((one) => one.message).join(" ") || share.error.message}
        </p>
      )}
    </form>
  );
}

/** The end of the day that is so many days ahead, on the workspace's clock. */
function endOf(days: number, zone: string): string {
  const day = wallOf(Date.now() + days * 86_400_000, zone).slice(0, 10);
  return momentText(momentAt(`${day}T23:59:59`, zone));
}
