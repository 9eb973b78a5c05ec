import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { readRecord, type RecordData, recordKeys, updateRecord } from "@/api/records";
import { meQuery, useMe } from "@/api/session";
import { Avatar } from "@/design/Avatar";
import { chooseLook, type Locale, LOCALE_NAMES, LOCALES, type ThemeChoice, THEMES, useLook } from "@/design/look";
import { Panel } from "@/design/Page";
import { ErrorState, Skeleton } from "@/design/States";
import { useLabels } from "@/design/text";
import { Cell } from "@/fields";

import parts from "../parts/parts.module.css";
import { Line, Sheet } from "../parts/Sheet";
import { useDo } from "../parts/useDo";
import { useEdits } from "../parts/useEdits";
import { useOvertakenBy } from "../parts/useOvertakenBy";
import styles from "./me.module.css";

const SHOWN = ["email", "department", "manager", "roles"];

/** Who I am here, and how Luopan looks for me. */
export function Profile() {
  const { t } = useTranslation("settings");
  const me = useMe();
  return (
    <Sheet title={t("sections.profile")} note={t("profile.note")}>
      <Panel>
        <div className={styles.face}>
          <Avatar name={me.name} size={52} />
          <div>
            <b>{me.name}</b>
            <span>{me.admin ? t("profile.admin") : me.workspace.name}</span>
          </div>
        </div>
        <Known />
      </Panel>
      <Panel title={t("profile.look")}>
        <Look />
      </Panel>
    </Sheet>
  );
}

function Known() {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const me = useMe();
  const model = useModel();
  const query = useQuery({ queryKey: recordKeys.one("user", me.id), queryFn: ({ signal }) => readRecord("user", me.id, signal) });
  if (query.isPending) return <Skeleton lines={4} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} small />;
  const name = model.field("user", "name")!;
  return (
    <>
      <Line label={labelOf(name.label)} hint={name.writable ? undefined : t("profile.name_hint")}>
        {name.writable ? <Name record={query.data} /> : String(query.data.name)}
      </Line>
      {SHOWN.map((one) => model.field("user", one))
        .filter((field) => field !== undefined)
        .map((field) => (
          <Line key={field.name} label={labelOf(field.label, field.name)}>
            <span>
              <Cell field={field} value={query.data[field.name]} record={query.data} place="page" />
            </span>
          </Line>
        ))}
    </>
  );
}

function Name({ record }: { record: RecordData }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const overtakenBy = useOvertakenBy();
  const { changed, overtaken, valueOf, put, drop } = useEdits(record);
  const { act, busy, problem } = useDo(recordKeys.object("user"));
  const save = async () => {
    const saved = await act(async () => {
      const made = await updateRecord("user", record.id, { name: valueOf("name") }, record.version);
      await client.invalidateQueries(meQuery);
      return made;
    }, t("saved"));
    if (saved) drop();
  };
  return (
    <span className={styles.inline}>
      <Input value={String(valueOf("name"))} onChange={(event) => put("name", event.target.value)} onPressEnter={() => changed.length > 0 && void save()} status={problem ? "error" : undefined} aria-label={t("profile.name")} />
      {changed.length > 0 && (
        <Button type="primary" loading={busy} onClick={() => void save()}>
          {t(overtaken ? "overtaken.save" : "save")}
        </Button>
      )}
      {overtaken && (
        <>
          <Button onClick={drop}>{t("overtaken.take")}</Button>
          <span className={parts.warn} role="alert">
            {overtakenBy(record)}
          </span>
        </>
      )}
    </span>
  );
}

function Look() {
  const { t } = useTranslation("settings");
  const { theme, locale } = useLook();
  const me = useMe();
  return (
    <>
      <Line label={t("profile.language")} htmlFor="settings-language">
        <Select<Locale> id="settings-language" value={locale} onChange={(next) => chooseLook({ locale: next })} options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))} />
      </Line>
      <Line label={t("profile.theme")} hint={t("profile.look_hint")}>
        <Segmented<ThemeChoice> value={theme} onChange={(next) => chooseLook({ theme: next })} options={THEMES.map((value) => ({ value, label: t(`profile.themes.${value}`) }))} aria-label={t("profile.theme")} />
      </Line>
      <Line label={t("profile.workspace")}>
        <span className="muted">
          {[me.workspace.name, me.workspace.zone, me.workspace.currency].join(" · ")}
        </span>
      </Line>
    </>
  );
}
