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
  /** Whether it is said at once to who listens instead of looking. */
  urgent?: boolean;
}

/** A calm message in the middle of its place. */
export function Message({ icon, title, children, action, small, urgent }: Shown) {
  return (
    <div className={`${styles.message} ${small ? styles.small : ""}`} role={urgent ? "alert" : undefined}>
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
  const told = (icon: ReactNode, title: ReactNode, text: ReactNode, action?: ReactNode) => (
    <Message icon={icon} title={title} action={action} small={small} urgent>
      {text}
    </Message>
  );
  if (!(error instanceof Problem)) return told(<TriangleAlert />, t("states.broken"), t("states.broken_text"), again);
  if (error.isOffline) return told(<CloudOff />, t("states.offline"), t("states.offline_text"), again);
  if (error.status === 403) return told(<Lock />, t("states.no_right"), error.message);
  if (error.status === 404) return told(<SearchX />, t("states.not_found"), error.message);
  return told(<TriangleAlert />, error.title, error.message, again);
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
