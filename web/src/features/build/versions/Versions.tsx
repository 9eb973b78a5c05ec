import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { History, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { Problem } from "@/api/problem";
import { queryRecords } from "@/api/records";
import { useMe } from "@/api/session";
import { Avatar } from "@/design/Avatar";
import { formatAgo, formatDateTime } from "@/design/format";
import { Page } from "@/design/Page";
import { Pill } from "@/design/Pill";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import { objectNamed } from "../model/relations";
import { useWorkshop } from "../model/store";
import type { ChangeSet } from "../model/types";
import { PublishDialog } from "../publish/PublishDialog";
import { type Version, versionsQuery } from "./versions";
import styles from "./Versions.module.css";
import { type Line, linesOf } from "./words";

const MOST_LINES = 6;

/** Names of the people behind versions; who can't be read stays unnamed. */
function useNames(ids: string[]) {
  return useQuery({
    queryKey: ["metadata", "people", ids],
    enabled: ids.length > 0,
    queryFn: async () => {
      const { records } = await queryRecords("user", { where: { field: "id", op: "in", value: ids }, select: ["name"], limit: ids.length });
      return new Map(records.map((record) => [record.id, String(record.name ?? "")]));
    },
  });
}

function LineText({ line }: { line: Line }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const base = useWorkshop((state) => state.base);
  const object = line.object ? objectNamed(base, line.object) : undefined;
  const field = object?.fields.find((one) => one.name === line.field);
  const target = line.target?.split(".") ?? [];
  return (
    <>
      {t(`versions.did.${line.did}`, {
        object: object ? labelOf(object.label, object.name) : line.object,
        field: field ? labelOf(field.label, field.name) : line.field,
        type: line.type ? t(`kinds.${line.type}.name`) : "",
        keys: line.keys?.map((key) => t(`keys.${key}`, { defaultValue: key })).join(t("versions.comma")),
        target: target.join(" · "),
      })}
    </>
  );
}

function Entry({ version, newest, name, onRevert }: { version: Version; newest: boolean; name: string | undefined; onRevert: () => void }) {
  const { t } = useTranslation("build");
  const locale = useLocale();
  const { workspace } = useMe();
  const [all, setAll] = useState(false);
  const lines = linesOf(version.change_set);
  const shown = all ? lines : lines.slice(0, MOST_LINES);
  return (
    <li className={styles.version}>
      <Avatar name={version.actor ? name : "L"} size={30} />
      <div>
        <header>
          <strong>{t("versions.number", { number: version.version })}</strong>
          {newest && <Pill color="teal">{t("versions.now")}</Pill>}
          <span>{version.actor ? name : t("versions.system")}</span>
          <time dateTime={version.at} title={formatDateTime(version.at, locale, workspace.zone)} className="muted">
            {formatAgo(version.at, locale)}
          </time>
          {!newest && (
            <Button size="small" icon={<Undo2 size={14} />} onClick={onRevert}>
              {t("versions.revert")}
            </Button>
          )}
        </header>
        <p className={version.note ? "" : "muted"}>{version.note || t("versions.no_note")}</p>
        <ul className={styles.lines} aria-label={t("versions.details")}>
          {shown.map((line, at) => (
            <li key={at}>
              <LineText line={line} />
            </li>
          ))}
        </ul>
        {lines.length > shown.length && (
          <Button type="link" size="small" onClick={() => setAll(true)}>
            {t("versions.and_more", { count: lines.length - shown.length })}
          </Button>
        )}
      </div>
    </li>
  );
}

/** Every publication, newest first, and the way back to each. */
export function Versions() {
  const { t } = useTranslation("build");
  const { message } = App.useApp();
  const versions = useQuery(versionsQuery);
  const [back, setBack] = useState<{ number: number; change: ChangeSet } | null>(null);
  const names = useNames([...new Set((versions.data ?? []).flatMap((version) => version.actor ?? []))]);
  const revert = async (number: number) => {
    try {
      const change = await send<ChangeSet>("POST", "/api/meta/revert", { body: { version: number } });
      setBack({ number, change: { ...change, note: t("versions.revert_title", { number }) } });
    } catch (error) {
      void message.error(error instanceof Problem ? error.message : t("failed"));
    }
  };
  const sorted = versions.data?.toSorted((one, other) => other.version - one.version);
  return (
    <Page title={t("versions.title")} note={t("versions.note")}>
      {versions.isPending && <Skeleton lines={8} />}
      {versions.error && <ErrorState error={versions.error} retry={() => void versions.refetch()} />}
      {sorted?.length === 0 && (
        <Message icon={<History />} title={t("versions.none")}>
          {t("versions.none_text")}
        </Message>
      )}
      {sorted && (
        <ol className={styles.versions}>
          {sorted.map((version, at) => (
            <Entry key={version.version} version={version} newest={at === 0} name={names.data?.get(version.actor ?? "")} onRevert={() => void revert(version.version)} />
          ))}
        </ol>
      )}
      {back && <PublishDialog changeSet={back.change} title={t("versions.revert_title", { number: back.number })} onClose={() => setBack(null)} />}
    </Page>
  );
}
