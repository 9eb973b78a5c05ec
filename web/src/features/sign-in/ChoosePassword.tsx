import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CodeStep } from "./CodeStep";
import { Line } from "./Line";
import { Step } from "./Step";
import { useSignIn } from "./useSignIn";

const LEAST = 8;

/** The end of an invitation or a reset: a password of one's own. */
export function ChoosePassword({ token, to }: { token: string; to: unknown }) {
  const { t } = useTranslation("sign-in");
  const navigate = useNavigate();
  const [password, setPassword] = useState("");
  const [short, setShort] = useState(false);
  const { busy, problem, wantsCode, open, again } = useSignIn("/api/auth/accept", to);

  if (wantsCode) return <CodeStep busy={busy} problem={problem} onCode={(code) => void open({ token, password, code })} onBack={again} />;
  if (problem?.code === "token_not_valid")
    return <Step title={t("token.gone")} note={t("token.gone_note")} submit={t("token.to_sign_in")} onSubmit={() => void navigate({ to: "/login", search: {} })} />;
  const submit = () => {
    setShort(password.length < LEAST);
    if (password.length >= LEAST) void open({ token, password });
  };
  const about = problem?.about("password");
  return (
    <Step title={t("choose.title")} note={t("choose.note")} problem={about ? null : problem} submit={t("choose.submit")} busy={busy} onSubmit={submit}>
      <Line label={t("choose.label")} type="password" autoComplete="new-password" autoFocus value={password} onChange={(event) => setPassword(event.target.value)} problem={short && password.length < LEAST ? t("choose.short") : about} hint={t("choose.hint")} />
    </Step>
  );
}
