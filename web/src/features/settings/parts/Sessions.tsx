import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Monitor, Smartphone, TerminalSquare } from "lucide-react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { formatAgo } from "@/design/format";
import { Panel } from "@/design/Page";
import { Pill } from "@/design/Pill";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";

import { agentOf } from "./agent";
import styles from "./parts.module.css";
import { Row } from "./Sheet";
import { useDo } from "./useDo";

interface Session {
  id: string;
  agent: string | null;
  address: string | null;
  created_at: string;
  seen_at: string;
  current: boolean;
}

const ICONS = { phone: Smartphone, computer: Monitor, program: TerminalSquare } as const;

interface SessionsProps {
  queryKey: readonly unknown[];
  path: string;
  /** Somebody else's: they can be ended all together. */
  of?: string;
}

/** Where somebody is signed in. */
export function Sessions({ queryKey, path, of }: SessionsProps) {
  const { t } = useTranslation("settings");
  const query = useQuery({ queryKey, queryFn: ({ signal }) => send<{ sessions: Session[] }>("GET", path, { signal }) });
  const { act, busy } = useDo(queryKey);
  const sessions = query.data?.sessions ?? [];
  const endAll = () => act(() => (of ? send("DELETE", path) : send("POST", `${path}/end-others`)), t("sessions.ended"));
  const can = of ? sessions.length > 0 : sessions.length > 1;
  return (
    <Panel
      flush
      title={t("sessions.title")}
      actions={
        can && (
          <Button size="small" danger loading={busy} onClick={() => void endAll()}>
            {t(of ? "sessions.end_all" : "sessions.end_others")}
          </Button>
        )
      }
    >
      {query.isPending && <Skeleton lines={3} />}
      {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} small />}
      {query.isSuccess && sessions.length === 0 && <Message icon={<Monitor />} title={t("sessions.none")} small />}
      <ul>
        {sessions.map((one) => (
          <OneSession key={one.id} session={one} onEnd={of ? undefined : () => void act(() => send("DELETE", `${path}/${one.id}`), t("sessions.ended"))} />
        ))}
      </ul>
    </Panel>
  );
}

function OneSession({ session, onEnd }: { session: Session; onEnd?: () => void }) {
  const { t } = useTranslation("settings");
  const locale = useLocale();
  const agent = agentOf(session.agent);
  const Shown = ICONS[agent.kind];
  const where = [session.address, t("sessions.since", { ago: formatAgo(session.created_at, locale) })].filter(Boolean).join(" · ");
  return (
    <Row
      lead={
        <span className={styles.lead}>
          <Shown size={17} aria-hidden />
        </span>
      }
      title={
        <>
          {agent.name ?? t("sessions.unknown")}
          {session.current && <Pill color="teal">{t("sessions.this")}</Pill>}
        </>
      }
      note={session.current ? where : `${where} · ${t("sessions.seen", { ago: formatAgo(session.seen_at, locale) })}`}
      actions={
        onEnd &&
        !session.current && (
          <Button size="small" onClick={onEnd}>
            {t("sessions.end")}
          </Button>
        )
      }
    />
  );
}
