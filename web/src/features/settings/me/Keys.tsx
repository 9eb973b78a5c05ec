import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { formatAgo, formatDate } from "@/design/format";
import { useNow } from "@/design/now";
import { Panel } from "@/design/Page";
import { Pill } from "@/design/Pill";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";

import parts from "../parts/parts.module.css";
import { Row, Sheet } from "../parts/Sheet";
import { useDo } from "../parts/useDo";
import { NewKey } from "./NewKey";
import { KEYS } from "./scopes";

interface Key {
  id: string;
  name: string;
  scopes: string[] | null;
  created_at: string;
  expires_at: string | null;
  used_at: string | null;
}

/** Keys for programs that act with my rights. */
export function Keys() {
  const { t } = useTranslation("settings");
  const [making, setMaking] = useState(false);
  const query = useQuery({ queryKey: KEYS, queryFn: ({ signal }) => send<{ keys: Key[] }>("GET", "/api/keys", { signal }) });
  const create = (
    <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t("keys.create")}
    </Button>
  );
  return (
    <Sheet title={t("sections.keys")} note={t("keys.note")} actions={create}>
      <Panel flush>
        {query.isPending && <Skeleton lines={3} />}
        {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} small />}
        {query.data?.keys.length === 0 && (
          <Message icon={<KeyRound />} title={t("keys.none")}>
            {t("keys.none_text")}
          </Message>
        )}
        <ul>{query.data?.keys.map((one) => <OneKey key={one.id} apiKey={one} />)}</ul>
      </Panel>
      {making && <NewKey onClose={() => setMaking(false)} />}
    </Sheet>
  );
}

function OneKey({ apiKey }: { apiKey: Key }) {
  const { t } = useTranslation("settings");
  const locale = useLocale();
  const { modal } = App.useApp();
  const { act } = useDo(KEYS);
  const now = useNow();
  const over = apiKey.expires_at !== null && new Date(apiKey.expires_at).getTime() < now;
  const used = apiKey.used_at ? t("keys.used", { ago: formatAgo(apiKey.used_at, locale) }) : t("keys.unused");
  const ends = apiKey.expires_at ? t("keys.until", { date: formatDate(apiKey.expires_at, locale) }) : t("keys.endless");
  const revoke = () =>
    modal.confirm({
      title: t("keys.revoke_title", { name: apiKey.name }),
      content: t("keys.revoke_text"),
      okText: t("keys.revoke"),
      okButtonProps: { danger: true },
      onOk: () => act(() => send("DELETE", `/api/keys/${apiKey.id}`), t("keys.revoked")),
    });
  return (
    <Row
      lead={
        <span className={parts.lead}>
          <KeyRound size={16} aria-hidden />
        </span>
      }
      title={
        <>
          {apiKey.name}
          {over && <Pill color="red">{t("keys.over")}</Pill>}
        </>
      }
      note={[used, ends].join(" · ")}
      actions={
        <Button size="small" danger onClick={revoke}>
          {t("keys.revoke")}
        </Button>
      }
    >
      <div className={parts.chips} style={{ marginTop: 4 }}>
        {apiKey.scopes === null ? (
          <Pill color="orange">{t("keys.all_rights")}</Pill>
        ) : (
          apiKey.scopes.map((one) => (
            <Pill key={one} color="teal" dot={false}>
              {one}
            </Pill>
          ))
        )}
      </div>
    </Row>
  );
}
