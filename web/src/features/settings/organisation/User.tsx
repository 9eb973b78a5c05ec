import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button } from "antd";
import { ArrowLeft, Eye, KeyRound, ShieldOff, UserCheck, UserX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { useModel } from "@/api/metadata";
import { readRecord, recordKeys, updateRecord } from "@/api/records";
import { useMe } from "@/api/session";
import { Avatar } from "@/design/Avatar";
import { usePhone } from "@/design/media";
import { Panel } from "@/design/Page";
import { Pill } from "@/design/Pill";
import { ErrorState, Skeleton } from "@/design/States";
import { same, toWire } from "@/fields";

import { FieldLine } from "../parts/FieldLine";
import parts from "../parts/parts.module.css";
import { Row } from "../parts/Sheet";
import { Sessions } from "../parts/Sessions";
import { useDo } from "../parts/useDo";
import { useEdits } from "../parts/useEdits";
import { useOvertakenBy } from "../parts/useOvertakenBy";
import { Deactivate } from "./Deactivate";
import { type Invitation, InvitationLink, invite } from "./Invitation";
import styles from "./organisation.module.css";
import type { Person } from "./people";

const FIELDS = ["name", "email", "department", "manager", "roles"];

/** One colleague: where they belong, what they may do, how they sign in. */
export function User({ id }: { id: string }) {
  const { t } = useTranslation("settings");
  const me = useMe();
  const phone = usePhone();
  const query = useQuery({ queryKey: recordKeys.one("user", id), queryFn: async ({ signal }) => (await readRecord("user", id, signal)) as Person });
  if (query.isPending) return <Skeleton lines={8} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const person = query.data;
  return (
    <div className={`${parts.sheet} ${parts.wide}`}>
      {!phone && (
        <Link to="/settings/users" style={{ display: "inline-flex", gap: 6, alignItems: "center", justifySelf: "start" }}>
          <ArrowLeft size={15} aria-hidden />
          {t("sections.users")}
        </Link>
      )}
      <header>
        <div className={styles.face}>
          <Avatar name={person.name} size={52} />
          <div>
            <h1>
              {person.name}
              <Pill color={person.active ? "green" : "gray"}>{t(person.active ? "users.states.active" : "users.states.inactive")}</Pill>
            </h1>
            <p>{person.email}</p>
          </div>
        </div>
        {me.admin && <Acts person={person} />}
      </header>
      <div className={styles.columns}>
        <Panel title={t("users.belongs")}>
          <Form person={person} />
        </Panel>
        {me.admin && (
          <div>
            <SignInOf person={person} />
            <Sessions queryKey={["settings", "sessions", id]} path={`/api/users/${id}/sessions`} of={id} />
          </div>
        )}
      </div>
    </div>
  );
}

function Acts({ person }: { person: Person }) {
  const { t } = useTranslation("settings");
  const me = useMe();
  const [leaving, setLeaving] = useState(false);
  const { act, busy } = useDo(recordKeys.object("user"));
  const activate = () => act(() => updateRecord("user", person.id, { active: true }, person.version), t("users.activated"));
  return (
    <div className={parts.actions}>
      <Link to="/settings/rights" search={{ user: person.id }}>
        <Button icon={<Eye size={15} aria-hidden />}>{t("users.see_rights")}</Button>
      </Link>
      {person.active && person.id !== me.id && (
        <Button danger icon={<UserX size={15} aria-hidden />} onClick={() => setLeaving(true)}>
          {t("users.deactivate")}
        </Button>
      )}
      {!person.active && (
        <Button type="primary" icon={<UserCheck size={15} aria-hidden />} loading={busy} onClick={() => void activate()}>
          {t("users.activate")}
        </Button>
      )}
      {leaving && <Deactivate person={person} onClose={() => setLeaving(false)} />}
    </div>
  );
}

function Form({ person }: { person: Person }) {
  const { t } = useTranslation("settings");
  const model = useModel();
  const overtakenBy = useOvertakenBy();
  const { changed, overtaken, valueOf, put, drop } = useEdits(person, (name, one, other) => same(model.field("user", name)!, one, other));
  const { act, busy, problem } = useDo(recordKeys.object("user"));
  const fields = FIELDS.map((name) => model.field("user", name)).filter((field) => field !== undefined);
  const save = async () => {
    const values = Object.fromEntries(changed.map((name) => [name, toWire(model.field("user", name)!, valueOf(name))]));
    if (await act(() => updateRecord("user", person.id, values, person.version), t("saved"), true)) drop();
  };
  return (
    <>
      {fields.map((field) => (
        <FieldLine
          key={field.name}
          object="user"
          field={field.name}
          value={valueOf(field.name)}
          onChange={(value) => put(field.name, value)}
          problem={problem?.about(field.name)}
        />
      ))}
      {overtaken && (
        <p className={parts.warn} role="alert">
          {overtakenBy(person)}
        </p>
      )}
      {changed.length > 0 && (
        <div className={parts.actions} style={{ marginTop: 10 }}>
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {t(overtaken ? "overtaken.save" : "save")}
          </Button>
          <Button onClick={drop}>{t(overtaken ? "overtaken.take" : "cancel")}</Button>
        </div>
      )}
    </>
  );
}

function SignInOf({ person }: { person: Person }) {
  const { t } = useTranslation("settings");
  const { modal } = App.useApp();
  const [link, setLink] = useState<{ invitation: Invitation; kind: "invite" | "reset" } | null>(null);
  const { act, busy } = useDo();
  const make = async (kind: "invite" | "reset") => {
    const invitation = await act(() => invite(person.id, kind === "invite" ? "invite" : "reset-link"));
    if (invitation) setLink({ invitation, kind });
  };
  const reset = () =>
    modal.confirm({
      title: t("users.reset_totp_title", { name: person.name }),
      content: t("users.reset_totp_text"),
      okText: t("users.reset_totp"),
      okButtonProps: { danger: true },
      onOk: () => act(() => send("DELETE", `/api/users/${person.id}/totp`), t("users.totp_reset")),
    });
  const icon = (Shown: typeof KeyRound) => (
    <span className={parts.lead}>
      <Shown size={16} aria-hidden />
    </span>
  );
  return (
    <Panel flush title={t("users.sign_in")}>
      <ul>
        <Row
          lead={icon(KeyRound)}
          title={t("users.password")}
          note={t("users.password_note")}
          actions={
            person.active && (
              <>
                <Button size="small" loading={busy} onClick={() => void make("invite")}>
                  {t("users.invite")}
                </Button>
                <Button size="small" loading={busy} onClick={() => void make("reset")}>
                  {t("users.reset")}
                </Button>
              </>
            )
          }
        >
          {link && (
            <div style={{ marginTop: 10 }}>
              <InvitationLink {...link} />
            </div>
          )}
        </Row>
        <Row
          lead={icon(ShieldOff)}
          title={t("second_factor.title")}
          note={t("users.totp_note")}
          actions={
            <Button size="small" onClick={reset}>
              {t("users.reset_totp")}
            </Button>
          }
        />
      </ul>
    </Panel>
  );
}
