import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Badge, Button, Popover } from "antd";
import { BellIcon, CheckCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { Avatar } from "@/design/Avatar";
import { formatAgo } from "@/design/format";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";

import styles from "./Bell.module.css";

interface Notification {
  id: string;
  kind: string;
  object: string | null;
  record: { id: string; title: string | null } | null;
  actor: { id: string; title: string | null } | null;
  text: string | null;
  /** How many records, where one act told of several. */
  count: number;
  /** The import that has ended. */
  import: string | null;
  at: string;
  read: boolean;
}

interface Page {
  notifications: Notification[];
  unread: number;
  next_cursor: string | null;
}

const KEY = ["notifications"];

function useNotifications() {
  return useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) =>
      send<Page>("GET", `/api/notifications${pageParam ? `?cursor=${encodeURIComponent(pageParam)}` : ""}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** What needs the person: how many, and the newest at a click. */
export function Bell() {
  const { t } = useTranslation("notifications");
  const [open, setOpen] = useState(false);
  const unread = useNotifications().data?.pages[0]?.unread ?? 0;
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={open && <Notifications onChosen={() => setOpen(false)} />}
      styles={{ container: { padding: 0 } }}
    >
      <Badge count={unread} size="small" overflowCount={99} offset={[-6, 6]}>
        <Button type="text" icon={<BellIcon size={18} aria-hidden />} aria-label={t("label", { count: unread })} />
      </Badge>
    </Popover>
  );
}

function Notifications({ onChosen }: { onChosen: () => void }) {
  const { t } = useTranslation("notifications");
  const client = useQueryClient();
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useNotifications();
  const read = useMutation({
    mutationFn: (which: { all: true } | { ids: string[] }) => send("POST", "/api/notifications/read", { body: which }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const all = data?.pages.flatMap((page) => page.notifications) ?? [];
  const choose = (one: Notification) => {
    if (!one.read) read.mutate({ ids: [one.id] });
    onChosen();
  };
  return (
    <div className={styles.box}>
      <header className={styles.head}>
        <h2>{t("title")}</h2>
        {all.some((one) => !one.read) && (
          <Button type="text" size="small" icon={<CheckCheck size={15} aria-hidden />} onClick={() => read.mutate({ all: true })}>
            {t("read_all")}
          </Button>
        )}
      </header>
      <div className={styles.list}>
        {isPending && <Skeleton lines={5} />}
        {error && <ErrorState error={error} retry={() => void refetch()} small />}
        {data && all.length === 0 && (
          <Message icon={<BellIcon />} title={t("empty")} small>
            {t("empty_text")}
          </Message>
        )}
        <ul>
          {all.map((one) => (
            <li key={one.id}>
              <Line one={one} onChosen={() => choose(one)} />
            </li>
          ))}
        </ul>
        {hasNextPage && (
          <Button type="link" block loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("older")}
          </Button>
        )}
      </div>
    </div>
  );
}

function addressOf(one: Notification): string {
  if (one.import) return `/imports/${one.import}`;
  if (!one.object) return "/";
  return one.record ? `/objects/${one.object}/${one.record.id}` : `/objects/${one.object}`;
}

function Line({ one, onChosen }: { one: Notification; onChosen: () => void }) {
  const { t, i18n } = useTranslation("notifications");
  const locale = useLocale();
  const said = one.record || one.import ? one.kind : `${one.kind}_many`;
  const known = i18n.exists(`notifications:kinds.${said}`) ? said : "other";
  const values = { who: one.actor?.title ?? t("somebody"), what: one.record?.title ?? one.text ?? "", number: one.count };
  return (
    <Link to={addressOf(one)} className={`${styles.line} ${one.read ? "" : styles.unread}`} onClick={onChosen}>
      <Avatar name={one.actor?.title ?? "·"} size={30} />
      <span className={styles.words}>
        <span>{t(`kinds.${known}`, values)}</span>
        {one.text && <q className="ellipsis">{one.text}</q>}
        <time dateTime={one.at}>{formatAgo(one.at, locale)}</time>
      </span>
      {!one.read && <i className={styles.dot} aria-label={t("unread")} role="img" />}
    </Link>
  );
}
