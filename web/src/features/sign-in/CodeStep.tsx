import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Problem } from "@/api/problem";

import { Line } from "./Line";
import styles from "./SignIn.module.css";
import { Step } from "./Step";

const DIGITS = 6;

interface CodeStepProps {
  busy: boolean;
  problem: Problem | null;
  onCode: (code: string) => void;
  onBack: () => void;
}

/** The code of an authenticator app, or a recovery code in its place. Six digits are sent as soon as they are there. */
export function CodeStep({ busy, problem, onCode, onBack }: CodeStepProps) {
  const { t } = useTranslation("sign-in");
  const [code, setCode] = useState("");
  const [recovery, setRecovery] = useState(false);
  const write = (text: string) => {
    if (recovery) return setCode(text);
    const digits = text.replace(/\D/g, "").slice(0, DIGITS);
    setCode(digits);
    if (digits.length === DIGITS && digits !== code) onCode(digits);
  };
  const change = () => {
    setRecovery(!recovery);
    setCode("");
  };
  const kind = recovery ? "recovery" : "code";
  return (
    <Step
      title={t(`${kind}.title`)}
      note={t(`${kind}.note`)}
      problem={problem}
      submit={t("submit")}
      busy={busy}
      onSubmit={() => code.trim() && onCode(code.trim())}
      onBack={onBack}
      foot={
        <button type="button" className={styles.link} onClick={change}>
          {t(recovery ? "recovery.other" : "code.other")}
        </button>
      }
    >
      <div className={recovery ? undefined : styles.digits}>
        <Line key={kind} label={t(`${kind}.label`)} inputMode={recovery ? "text" : "numeric"} autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} autoFocus value={code} onChange={(event) => write(event.target.value)} />
      </div>
    </Step>
  );
}
