import { useQuery } from "@tanstack/react-query";
import { Handshake } from "lucide-react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import type { Reference } from "@/api/records";
import { useMe } from "@/api/session";
import { formatDateTime } from "@/design/format";
import { Panel } from "@/design/Page";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";

import { type HandOver, Moved } from "../parts/HandOverReport";
import parts from "../parts/parts.module.css";
import { Row, Sheet } from "../parts/Sheet";

interface Told extends Omit<HandOver, "user" | "to"> {
  user: Reference;
  to: Reference;
  created_at: string;
  created_by: Reference | null;
}

const LOOK_AGAIN_MS = 3_000;

/** Who has left, who got their records, and how many. */
export function HandOvers() {
  const { t } = useTranslation("settings");
  const locale = useLocale();
  const { zone } = useMe().workspace;
  const query = useQuery({
    queryKey: ["settings", "hand-overs"],
    queryFn: ({ signal }) => send<{ hand_overs: Told[] }>("GET", "/api/hand-overs", { signal }),
    refetchInterval: ({ state }) => (state.data?.hand_overs.some((one) => ["queued", "running"].includes(one.status)) ? LOOK_AGAIN_MS : false),
    staleTime: 0,
  });
  return (
    <Sheet title={t("sections.hand-overs")} note={t("hand_overs.note")}>
      <Panel flush>
        {query.isPending && <Skeleton lines={4} />}
        {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} small />}
        {query.data?.hand_overs.length === 0 && (
          <Message icon={<Handshake />} title={t("hand_overs.none")}>
            {t("hand_overs.none_text")}
          </Message>
        )}
        <ul>
          {query.data?.hand_overs.map((one) => (
            <Row
              key={one.id}
              lead={
                <span className={parts.lead}>
                  <Handshake size={16} aria-hidden />
                </span>
              }
              title={t(one.deactivate ? "hand_overs.left" : "hand_overs.gave", { who: one.user.title, to: one.to.title })}
              note={[formatDateTime(one.created_at, locale, zone), one.created_by?.title].filter(Boolean).join(" · ")}
            >
              <div style={{ marginTop: 8 }}>
                <Moved handOver={one} />
              </div>
            </Row>
          ))}
        </ul>
      </Panel>
    </Sheet>
  );
}
