/** What a place shows when it has nothing to show: empty that teaches, error that says what to do, loading without jumps. */
import { Button } from "antd";
import { CloudOff, Lock, SearchX, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/problem";

import styles from "./States.module.css";

interface Shown {
  icon: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  small?: boolean;
}

/** A calm message in the middle of its place. */
export function Message({ icon, title, children, action, small }: Shown) {
  return (
    <div className={`${styles.message} ${small ? styles.small : ""}`}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <p className={styles.title}>{title}</p>
      {children && <div className={styles.text}>{children}</div>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}

/** An error as a sentence with what to do: no right, not there, offline, or something that went wrong. */
export function ErrorState({ error, retry, small }: { error: unknown; retry?: () => void; small?: boolean }) {
  const { t } = useTranslation();
  const again = retry && <Button onClick={retry}>{t("states.retry")}</Button>;
  if (error instanceof Problem) {
    if (error.isOffline)
      return (
        <Message icon={<CloudOff />} title={t("states.offline")} action={again} small={small}>
          {t("states.offline_text")}
        </Message>
      );
    if (error.status === 403) return <Message icon={<Lock />} title={t("states.no_right")} small={small}>{error.message}</Message>;
    if (error.status === 404) return <Message icon={<SearchX />} title={t("states.not_found")} small={small}>{error.message}</Message>;
    return <Message icon={<TriangleAlert />} title={error.title} action={again} small={small}>{error.message}</Message>;
  }
  return <Message icon={<TriangleAlert />} title={t("states.broken")} action={again} small={small}>{t("states.broken_text")}</Message>;
}

/** Grey bars where text will be. `lines` keeps the place as high as what comes. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div className={styles.skeleton} aria-hidden>
      {Array.from({ length: lines }, (_, at) => (
        <i key={at} style={{ width: `${[92, 78, 85, 64, 88][at % 5]}%` }} />
      ))}
    </div>
  );
}
