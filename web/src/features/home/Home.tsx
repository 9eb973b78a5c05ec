import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { useMe } from "@/api/session";
import { Page } from "@/design/Page";
import { ErrorState, Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";

import { Attention } from "./Attention";
import { Compass } from "./Compass";
import styles from "./Home.module.css";
import { ListPanel } from "./ListPanel";
import type { HomePanel } from "./panels";
import { Pipeline } from "./Pipeline";

/** Where everybody begins: the value compass, what needs me, my tasks, my pipeline. */
export function Home() {
  const { t } = useTranslation("home");
  const me = useMe();
  const locale = useLocale();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["screens", "home"],
    queryFn: ({ signal }) => send<{ content: { panels: HomePanel[] } | null }>("GET", "/api/screens/home", { signal }),
    staleTime: Infinity,
  });
  const today = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: me.workspace.zone }).format(new Date());
  return (
    <Page title={t(`greeting.${partOfDay(me.workspace.zone)}`, { name: me.name })} note={today}>
      <div className={styles.home}>
        <Compass />
        {isPending && <Skeleton lines={5} />}
        {error && <ErrorState error={error} retry={() => void refetch()} />}
        <div className={styles.panels}>{data?.content?.panels.map((panel, at) => <PanelOf key={at} panel={panel} />)}</div>
      </div>
    </Page>
  );
}

function PanelOf({ panel }: { panel: HomePanel }) {
  switch (panel.kind) {
    case "attention":
      return <Attention panel={panel} />;
    case "list":
      return <ListPanel panel={panel} />;
    case "kanban":
      return <Pipeline panel={panel} />;
  }
}

function partOfDay(zone: string): "morning" | "noon" | "afternoon" | "evening" {
  const hour = Number(new Intl.DateTimeFormat("en", { hour: "numeric", hourCycle: "h23", timeZone: zone }).format(new Date()));
  return hour < 5 ? "evening" : hour < 11 ? "morning" : hour < 13 ? "noon" : hour < 18 ? "afternoon" : "evening";
}
