import { useQuery } from "@tanstack/react-query";
import { App, Button, Modal } from "antd";
import { Plane, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { createRecord, deleteRecord, queryRecords, type RecordData, recordKeys, type Reference, updateRecord } from "@/api/records";
import { useMe } from "@/api/session";
import { formatDateTime } from "@/design/format";
import { useNow } from "@/design/now";
import { Panel } from "@/design/Page";
import { Pill } from "@/design/Pill";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";
import { toWire } from "@/fields";

import { FieldLine } from "../parts/FieldLine";
import parts from "../parts/parts.module.css";
import { Row, Sheet } from "../parts/Sheet";
import { useDo } from "../parts/useDo";

const FIELDS = ["delegate", "starts_at", "ends_at", "note"];

/** Who acts for me while I am away, and for whom I act. */
export function Absence() {
  const { t } = useTranslation("settings");
  const me = useMe();
  const [making, setMaking] = useState(false);
  const asked = {
    where: { or: [{ field: "absent", op: "eq", value: me.id }, { field: "delegate", op: "eq", value: me.id }] },
    sort: [{ field: "starts_at", dir: "desc" as const }],
    limit: 100,
  };
  const query = useQuery({ queryKey: recordKeys.list("delegation", asked), queryFn: ({ signal }) => queryRecords("delegation", asked, signal) });
  const create = (
    <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t("absence.create")}
    </Button>
  );
  return (
    <Sheet title={t("sections.absence")} note={t("absence.note")} actions={create}>
      <Panel flush>
        {query.isPending && <Skeleton lines={3} />}
        {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} small />}
        {query.data?.records.length === 0 && (
          <Message icon={<Plane />} title={t("absence.none")}>
            {t("absence.none_text")}
          </Message>
        )}
        <ul>{query.data?.records.map((one) => <OneAbsence key={one.id} absence={one} />)}</ul>
      </Panel>
      {making && <NewAbsence onClose={() => setMaking(false)} />}
    </Sheet>
  );
}

function OneAbsence({ absence }: { absence: RecordData }) {
  const { t } = useTranslation("settings");
  const locale = useLocale();
  const me = useMe();
  const { modal } = App.useApp();
  const { act } = useDo(recordKeys.object("delegation"));
  const now = useNow();
  const starts = String(absence.starts_at);
  const ends = String(absence.ends_at);
  const state = new Date(ends).getTime() < now ? "over" : new Date(starts).getTime() > now ? "coming" : "now";
  const mine = (absence.absent as Reference).id === me.id;
  const other = (mine ? absence.delegate : absence.absent) as Reference;
  const end = () =>
    modal.confirm({
      title: t("absence.end_title"),
      okText: t("absence.end"),
      onOk: () =>
        act(async () => {
          if (state === "now") await updateRecord("delegation", absence.id, { ends_at: new Date().toISOString() }, absence.version);
          else await deleteRecord("delegation", absence.id);
        }, t("absence.ended")),
    });
  const moment = (at: string) => formatDateTime(at, locale, me.workspace.zone);
  return (
    <Row
      lead={
        <span className={parts.lead}>
          <Plane size={16} aria-hidden />
        </span>
      }
      title={
        <>
          {t(mine ? "absence.by" : "absence.for", { name: other.title ?? "—" })}
          <Pill color={{ now: "green", coming: "blue", over: "gray" }[state]}>{t(`absence.${state}`)}</Pill>
        </>
      }
      note={[`${moment(starts)} – ${moment(ends)}`, absence.note].filter(Boolean).join(" · ")}
      actions={
        mine &&
        state !== "over" && (
          <Button size="small" onClick={end}>
            {t("absence.end")}
          </Button>
        )
      }
    />
  );
}

function NewAbsence({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const me = useMe();
  const model = useModel();
  const [values, setValues] = useState<Record<string, unknown>>({});
  const { act, busy, problem } = useDo(recordKeys.object("delegation"));
  const save = async () => {
    const written = Object.fromEntries(FIELDS.map((name) => [name, toWire(model.field("delegation", name)!, values[name])]));
    if (await act(() => createRecord("delegation", { ...written, absent: me.id }), t("absence.created"), true)) onClose();
  };
  return (
    <Modal open title={t("absence.create")} onCancel={onClose} onOk={() => void save()} okText={t("save")} cancelText={t("cancel")} okButtonProps={{ loading: busy }} width={620}>
      {FIELDS.map((name) => (
        <FieldLine key={name} object="delegation" field={name} value={values[name]} onChange={(value) => setValues({ ...values, [name]: value })} problem={problem?.about(name)} hint={name === "delegate" ? t("absence.delegate_hint") : undefined} autoFocus={name === "delegate"} />
      ))}
    </Modal>
  );
}
