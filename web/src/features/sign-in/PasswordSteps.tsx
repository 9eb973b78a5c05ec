import { useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { Problem } from "@/api/problem";

import { CodeStep } from "./CodeStep";
import { Line } from "./Line";
import styles from "./SignIn.module.css";
import { Step } from "./Step";
import { useSignIn } from "./useSignIn";

/** Mail and password; a code where one is asked for; a way out for whoever has forgotten. */
export function PasswordSteps({ to }: { to: unknown }) {
  const { t } = useTranslation("sign-in");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [forgot, setForgot] = useState(false);
  const [missing, setMissing] = useState(false);
  const { busy, problem, wantsCode, open, again } = useSignIn("/api/auth/login", to);

  if (wantsCode) return <CodeStep busy={busy} problem={problem} onCode={(code) => void open({ email, password, code })} onBack={again} />;
  if (forgot) return <Forgot email={email} setEmail={setEmail} onBack={() => setForgot(false)} />;
  const submit = () => {
    const lacks = !email.trim() || !password;
    setMissing(lacks);
    if (!lacks) void open({ email: email.trim(), password });
  };
  const needed = (value: string) => (missing && !value.trim() ? t("needed") : undefined);
  return (
    <Step
      title={t("title")}
      note={t("note")}
      problem={problem}
      submit={t("submit")}
      busy={busy}
      onSubmit={submit}
      foot={
        <button type="button" className={styles.link} onClick={() => setForgot(true)}>
          {t("forgot.link")}
        </button>
      }
    >
      <Line label={t("email")} type="email" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus value={email} onChange={(event) => setEmail(event.target.value)} problem={needed(email)} />
      <Line label={t("password")} type="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} problem={needed(password)} />
    </Step>
  );
}

function Forgot({ email, setEmail, onBack }: { email: string; setEmail: (email: string) => void; onBack: () => void }) {
  const { t } = useTranslation("sign-in");
  const [state, setState] = useState<{ busy?: boolean; sent?: boolean; missing?: boolean; problem?: Problem }>({});
  const submit = async () => {
    if (!email.trim()) return setState({ missing: true });
    setState({ busy: true });
    try {
      await send("POST", "/api/auth/forgot", { body: { email: email.trim() } });
      setState({ sent: true });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setState({ problem: error });
    }
  };
  if (state.sent) return <Step title={t("forgot.sent")} note={t("forgot.sent_note", { email: email.trim() })} onBack={onBack} />;
  return (
    <Step title={t("forgot.title")} note={t("forgot.note")} problem={state.problem} submit={t("forgot.submit")} busy={state.busy} onSubmit={() => void submit()} onBack={onBack}>
      <Line label={t("email")} type="email" autoComplete="username" autoFocus value={email} onChange={(event) => setEmail(event.target.value)} problem={state.missing && !email.trim() ? t("needed") : undefined} />
    </Step>
  );
}
