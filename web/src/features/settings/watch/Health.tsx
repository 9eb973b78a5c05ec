import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { CircleCheck, CircleX, RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { formatAgo } from "@/design/format";
import { Panel } from "@/design/Page";
import { Pill } from "@/design/Pill";
import { ErrorState, Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";

import parts from "../parts/parts.module.css";
import { Row, Sheet } from "../parts/Sheet";
import { useDo } from "../parts/useDo";

interface Readiness {
  checks: Record<string, boolean>;
}

interface Followers {
  consumers: { name: string; caught_up_at: string | null; attempts: number; problem: string | null }[];
  dead_letters: { id: string; consumer: string; change: string; at: string; problem: string }[];
}

const READY = ["settings", "ready"] as const;
const FOLLOWERS = ["settings", "consumers"] as const;
const LOOK_AGAIN_MS = 15_000;

/** The same answer whether all is well (200) or not (503). */
async function readiness(signal: AbortSignal): Promise<Readiness> {
  return (await fetch("/readyz", { signal })).json() as Promise<Readiness>;
}

/** Whether everything runs, and what has been left behind. */
export function Health() {
  const { t } = useTranslation("settings");
  const ready = useQuery({ queryKey: READY, queryFn: ({ signal }) => readiness(signal), refetchInterval: LOOK_AGAIN_MS });
  const followers = useQuery({ queryKey: FOLLOWERS, queryFn: ({ signal }) => send<Followers>("GET", "/api/system/consumers", { signal }), refetchInterval: LOOK_AGAIN_MS });
  return (
    <Sheet title={t("sections.health")} note={t("health.note")}>
      <Panel flush title={t("health.checks")}>
        {ready.isPending && <Skeleton lines={4} />}
        {ready.isError && <ErrorState error={ready.error} small />}
        <ul>
          {Object.entries(ready.data?.checks ?? {}).map(([name, well]) => (
            <Row
              key={name}
              lead={<span className={parts.lead}>{well ? <CircleCheck size={17} aria-hidden /> : <CircleX size={17} aria-hidden />}</span>}
              title={t(`health.parts.${name}`, { defaultValue: name })}
              note={well ? undefined : t(`health.help.${name}`, { defaultValue: "" })}
              actions={<Pill color={well ? "green" : "red"}>{t(well ? "health.well" : "health.ill")}</Pill>}
            />
          ))}
        </ul>
      </Panel>
      <Panel flush title={t("health.consumers")}>
        {followers.isPending && <Skeleton lines={3} />}
        {followers.isError && <ErrorState error={followers.error} retry={() => void followers.refetch()} small />}
        {followers.data && <Consumers followers={followers.data} />}
      </Panel>
    </Sheet>
  );
}

function Consumers({ followers }: { followers: Followers }) {
  const { t } = useTranslation("settings");
  const locale = useLocale();
  const { modal } = App.useApp();
  const { act, busy } = useDo(FOLLOWERS);
  const rewind = (name: string) =>
    modal.confirm({
      title: t("health.rewind_title", { name: t(`health.names.${name}`, { defaultValue: name }) }),
      content: t("health.rewind_text"),
      okText: t("health.rewind"),
      onOk: () => act(() => send("POST", `/api/system/consumers/${name}/rewind`, { body: {} }), t("health.rewound")),
    });
  return (
    <ul>
      {followers.consumers.map((one) => (
        <Row
          key={one.name}
          title={
            <>
              {t(`health.names.${one.name}`, { defaultValue: one.name })}
              {one.problem && <Pill color="red">{t("health.stuck", { count: one.attempts })}</Pill>}
            </>
          }
          note={one.problem ?? (one.caught_up_at ? t("health.caught_up", { ago: formatAgo(one.caught_up_at, locale) }) : t("health.never"))}
          actions={
            <Button size="small" icon={<RotateCcw size={14} aria-hidden />} onClick={() => rewind(one.name)}>
              {t("health.rewind")}
            </Button>
          }
        />
      ))}
      {followers.dead_letters.map((one) => (
        <Row
          key={one.id}
          title={
            <>
              {t("health.letter", { name: t(`health.names.${one.consumer}`, { defaultValue: one.consumer }) })}
              <Pill color="orange">{formatAgo(one.at, locale)}</Pill>
            </>
          }
          note={one.problem}
          actions={
            <Button size="small" loading={busy} onClick={() => void act(() => send("POST", `/api/system/dead-letters/${one.id}/resend`), t("health.resent"))}>
              {t("health.resend")}
            </Button>
          }
        />
      ))}
    </ul>
  );
}
