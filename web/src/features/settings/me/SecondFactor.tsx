import { Button, Input, QRCode } from "antd";
import { ShieldCheck, ShieldOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQueryClient } from "@tanstack/react-query";

import { send } from "@/api/client";
import { meQuery, useMe } from "@/api/session";
import { Pill } from "@/design/Pill";

import { Copied, CopyButton } from "../parts/Copied";
import parts from "../parts/parts.module.css";
import { Line } from "../parts/Sheet";
import { useDo } from "../parts/useDo";
import styles from "./me.module.css";

interface Pending {
  secret: string;
  uri: string;
}

/** On or off; how to turn it on, in three steps; the recovery codes, shown this once. */
export function SecondFactor() {
  const { t } = useTranslation("settings");
  const { second_factor: on } = useMe();
  const client = useQueryClient();
  const [pending, setPending] = useState<Pending | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [off, setOff] = useState(false);
  const { act, busy } = useDo();
  const begin = async () => setPending((await act(() => send<Pending>("POST", "/api/auth/totp"))) ?? null);
  const settle = (fresh: string[] | null) => {
    setPending(null);
    setOff(false);
    setCodes(fresh);
    void client.invalidateQueries(meQuery);
  };
  if (codes) return <Codes codes={codes} onDone={() => setCodes(null)} />;
  if (pending) return <Setup pending={pending} onDone={settle} onCancel={() => setPending(null)} />;
  if (off) return <TurnOff onDone={() => settle(null)} onCancel={() => setOff(false)} />;
  return (
    <Line label={<Pill color={on ? "green" : "gray"}>{t(on ? "second_factor.on" : "second_factor.off")}</Pill>} hint={t(on ? "second_factor.on_hint" : "second_factor.off_hint")}>
      <span>
        {on ? (
          <Button icon={<ShieldOff size={15} aria-hidden />} onClick={() => setOff(true)}>
            {t("second_factor.turn_off")}
          </Button>
        ) : (
          <Button icon={<ShieldCheck size={15} aria-hidden />} loading={busy} onClick={() => void begin()}>
            {t("second_factor.turn_on")}
          </Button>
        )}
      </span>
    </Line>
  );
}

function Setup({ pending, onDone, onCancel }: { pending: Pending; onDone: (codes: string[]) => void; onCancel: () => void }) {
  const { t } = useTranslation("settings");
  const [code, setCode] = useState("");
  const { act, busy, problem } = useDo();
  const confirm = async (text: string) => {
    const answer = await act(() => send<{ recovery_codes: string[] }>("POST", "/api/auth/totp/confirm", { body: { code: text } }), undefined, true);
    if (answer) onDone(answer.recovery_codes);
  };
  return (
    <div className={styles.qr}>
      <figure aria-label={t("second_factor.qr")}>
        <QRCode type="svg" value={pending.uri} size={168} bordered={false} color="#0F1F2E" bgColor="#FFFFFF" />
      </figure>
      <ol className={styles.steps}>
        <li>
          <div>{t("second_factor.step_app")}</div>
        </li>
        <li>
          <div>
            {t("second_factor.step_scan")}
            <Copied text={pending.secret} label={t("second_factor.secret")} />
          </div>
        </li>
        <li>
          <div>
            <label htmlFor="totp-code">{t("second_factor.step_code")}</label>
            <span className={styles.inline}>
              <Input id="totp-code" inputMode="numeric" autoComplete="one-time-code" maxLength={6} value={code} onChange={(event) => setCode(event.target.value.replace(/\D/g, ""))} onPressEnter={() => void confirm(code)} status={problem ? "error" : undefined} style={{ maxWidth: 140 }} />
              <Button type="primary" loading={busy} disabled={code.length < 6} onClick={() => void confirm(code)}>
                {t("second_factor.confirm")}
              </Button>
              <Button onClick={onCancel}>{t("cancel")}</Button>
            </span>
            {problem && (
              <p className={parts.problem} role="alert">
                {problem.about("code") ?? problem.message}
              </p>
            )}
          </div>
        </li>
      </ol>
    </div>
  );
}

function Codes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation("settings");
  return (
    <div className={parts.once}>
      <p className={parts.warn}>{t("second_factor.codes_note")}</p>
      <ul className={styles.codes} aria-label={t("second_factor.codes")}>
        {codes.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <span className={styles.inline}>
        <CopyButton text={codes.join("\n")} />
        <Button type="primary" onClick={onDone}>
          {t("second_factor.kept")}
        </Button>
      </span>
    </div>
  );
}

function TurnOff({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation("settings");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const { act, busy, problem } = useDo();
  const turnOff = async () => {
    const done = await act(
      async () => {
        await send("DELETE", "/api/auth/totp", { body: { password, code: code.trim() } });
        return true;
      },
      t("second_factor.turned_off"),
      true,
    );
    if (done) onDone();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void turnOff();
      }}
    >
      <p className={parts.hint}>{t("second_factor.turn_off_note")}</p>
      <Line label={t("password.current")} htmlFor="off-password" problem={problem?.about("password")}>
        <Input.Password id="off-password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
      </Line>
      <Line label={t("second_factor.code")} htmlFor="off-code" problem={problem?.about("code")}>
        <Input id="off-code" autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.target.value)} />
      </Line>
      <Line label="">
        <span className={styles.inline}>
          <Button danger htmlType="submit" loading={busy} disabled={!password || !code.trim()}>
            {t("second_factor.turn_off")}
          </Button>
          <Button onClick={onCancel}>{t("cancel")}</Button>
        </span>
      </Line>
    </form>
  );
}
