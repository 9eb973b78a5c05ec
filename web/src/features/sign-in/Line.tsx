import { Eye, EyeOff } from "lucide-react";
import { type InputHTMLAttributes, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "./SignIn.module.css";

interface LineProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  problem?: string;
  hint?: string;
}

/** One line to fill in: its label, the input, and what is wrong with it. */
export function Line({ label, problem, hint, type, ...input }: LineProps) {
  const { t } = useTranslation("sign-in");
  const id = useId();
  const [shown, setShown] = useState(false);
  const secret = type === "password";
  const told = problem ?? hint;
  return (
    <div className={styles.line}>
      <label htmlFor={id}>{label}</label>
      <span className={styles.box}>
        <input {...input} id={id} type={secret && shown ? "text" : type} aria-invalid={problem ? true : undefined} aria-describedby={told ? `${id}-told` : undefined} />
        {secret && (
          <button type="button" className={styles.eye} onClick={() => setShown(!shown)} aria-label={t(shown ? "hide_password" : "show_password")} aria-pressed={shown}>
            {shown ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
          </button>
        )}
      </span>
      {told && (
        <p id={`${id}-told`} className={problem ? styles.wrong : styles.hint}>
          {told}
        </p>
      )}
    </div>
  );
}
