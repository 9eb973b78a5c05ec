import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Select } from "antd";
import { DoorOpen, Download, Eye, KeyRound, type LucideIcon, MailPlus, ScrollText, ShieldAlert, ShieldCheck, UserCog } from "lucide-react";
import { useTranslation } from "react-i18next";

import { AUDIT_KINDS } from "@/api/audit-kinds";
import { send } from "@/api/client";
import { queryRecords, recordKeys, type Reference } from "@/api/records";
import { useMe } from "@/api/session";
import { formatDateTime } from "@/design/format";
import { Panel } from "@/design/Page";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";
import { RecordSelect } from "@/fields";

import { More } from "../parts/More";
import { Sheet } from "../parts/Sheet";
import styles from "./Audit.module.css";
import type { AuditLine } from "./line";
import { useWords } from "./words";

const ICONS: Partial<Record<string, LucideIcon>> = {
  sign_in: DoorOpen,
  sign_out: DoorOpen,
  session_ended: DoorOpen,
  sign_in_failed: ShieldAlert,
  sign_in_locked: ShieldAlert,
  totp_enabled: ShieldCheck,
  totp_disabled: ShieldAlert,
  invitation_made: MailPlus,
  reset_made: MailPlus,
  export: Download,
  reveal: Eye,
  view_as_begun: Eye,
  view_as_ended: Eye,
  rights_changed: UserCog,
};
const ALARMING = ["sign_in_failed", "sign_in_locked", "totp_disabled", "reveal", "export", "view_as_begun"];

interface Page {
  audit: AuditLine[];
  next: string | null;
}

interface Filter {
  kind?: string;
  actor?: string;
}

function useAudit({ kind, actor }: Filter) {
  return useInfiniteQuery({
    queryKey: ["settings", "audit", kind, actor],
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams(Object.entries({ kind, actor, before: pageParam ?? undefined, limit: "100" }).filter((one): one is [string, string] => !!one[1]));
      return send<Page>("GET", `/api/audit?${asked}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
}

/** Who they are, for the people that lines speak of. */
function useNames(lines: AuditLine[]): Map<string, string> {
  const ids = [...new Set(lines.flatMap((one) => [one.actor, one.object === "user" ? one.record : null]).filter((id): id is string => !!id))].sort();
  const asked = { where: { field: "id", op: "in", value: ids }, select: ["id", "name"], limit: 1_000 };
  const query = useQuery({ queryKey: recordKeys.list("user", asked), queryFn: ({ signal }) => queryRecords("user", asked, signal), enabled: ids.length > 0, placeholderData: (before) => before });
  return new Map(query.data?.records.map((one) => [one.id, String(one.name)]));
}

/** What has happened that opens doors, newest first, in words. */
export function Audit() {
  const { t } = useTranslation("settings");
  const filter = useSearch({ strict: false }) as Filter;
  const query = useAudit(filter);
  const lines = query.data?.pages.flatMap((page) => page.audit) ?? [];
  const names = useNames(lines);
  return (
    <Sheet title={t("sections.audit")} note={t("audit.note")}>
      <Filters filter={filter} actor={filter.actor ? { id: filter.actor, title: names.get(filter.actor) ?? null } : null} />
      <Panel flush>
        {query.isPending && <Skeleton lines={10} />}
        {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} />}
        {query.isSuccess && lines.length === 0 && (
          <Message icon={<ScrollText />} title={t("audit.none")}>
            {t("audit.none_text")}
          </Message>
        )}
        <Lines lines={lines} names={names} />
        <More pages={query} />
      </Panel>
    </Sheet>
  );
}

function Lines({ lines, names }: { lines: AuditLine[]; names: Map<string, string> }) {
  const locale = useLocale();
  const { zone } = useMe().workspace;
  const words = useWords(names);
  return (
    <ol className={styles.lines}>
      {lines.map((one) => {
        const Shown = ICONS[one.kind] ?? KeyRound;
        const { sentence, details } = words(one);
        return (
          <li key={one.id}>
            <span className={`${styles.icon} ${ALARMING.includes(one.kind) ? styles.alarming : ""}`}>
              <Shown size={15} aria-hidden />
            </span>
            <div>
              {sentence}
              {details && <small>{details}</small>}
            </div>
            <time dateTime={one.at}>
              {formatDateTime(one.at, locale, zone)}
              {one.address && <small>{one.address}</small>}
            </time>
          </li>
        );
      })}
    </ol>
  );
}

function Filters({ filter, actor }: { filter: Filter; actor: Reference | null }) {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  const put = (change: Filter) =>
    void navigate({ to: "/settings/audit", search: Object.fromEntries(Object.entries({ ...filter, ...change }).filter(([, value]) => value)), replace: true });
  return (
    <div className={styles.filters} role="search">
      <Select allowClear showSearch={{ optionFilterProp: "label" }} aria-label={t("audit.kind")} placeholder={t("audit.kind")} value={filter.kind} onChange={(kind?: string) => put({ kind })} options={AUDIT_KINDS.map((value) => ({ value, label: t(`audit.names.${value}`) }))} />
      <RecordSelect object="user" label={t("audit.actor")} value={actor ? [actor] : []} onChange={([one]) => put({ actor: one?.id })} />
    </div>
  );
}
