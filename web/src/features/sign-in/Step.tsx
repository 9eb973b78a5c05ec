import { Button } from "antd";
import { ArrowLeft, TriangleAlert } from "lucide-react";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Problem } from "@/api/problem";

import styles from "./SignIn.module.css";

interface StepProps {
  title: string;
  note?: ReactNode;
  /** A problem that belongs to no single line. */
  problem?: Problem | null;
  submit?: string;
  busy?: boolean;
  onSubmit?: () => void;
  onBack?: () => void;
  children?: ReactNode;
  foot?: ReactNode;
}

/** One step of signing in: a title, a few lines, one button. */
export function Step({ title, note, problem, submit, busy, onSubmit, onBack, children, foot }: StepProps) {
  const { t } = useTranslation("sign-in");
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit?.();
  };
  return (
    <form className={styles.step} onSubmit={send} noValidate>
      {onBack && (
        <button type="button" className={styles.back} onClick={onBack}>
          <ArrowLeft size={15} aria-hidden />
          {t("back")}
        </button>
      )}
      <h1>{title}</h1>
      {note && <p className={styles.note}>{note}</p>}
      <div role="alert">
        {problem && (
          <p className={styles.problem}>
            <TriangleAlert size={16} aria-hidden />
            <span>{problem.isOffline ? t("offline") : problem.message}</span>
          </p>
        )}
      </div>
      {children}
      {submit && (
        <Button type="primary" htmlType="submit" size="large" block loading={busy}>
          {submit}
        </Button>
      )}
      {foot && <div className={styles.foot}>{foot}</div>}
    </form>
  );
}
