import type { ReactNode } from "react";
import { useId } from "react";

import styles from "./Form.module.css";

/** A group of settings under a heading. */
export function Group({ title, children, actions }: { title?: ReactNode; children: ReactNode; actions?: ReactNode }) {
  return (
    <section className={styles.group}>
      {title && (
        <header className={styles.groupHead}>
          <h3>{title}</h3>
          {actions}
        </header>
      )}
      {children}
    </section>
  );
}

interface RowProps {
  label: ReactNode;
  help?: ReactNode;
  problem?: ReactNode;
  /** Beside the label instead of below it: switches. */
  inline?: boolean;
  /** Several controls that belong together: each has a name of its own. */
  group?: boolean;
  children: (id: string) => ReactNode;
}

/** One setting: its label, its control, what it means, what is wrong with it. */
export function Row({ label, help, problem, inline, group, children }: RowProps) {
  const id = useId();
  return (
    <div className={inline ? styles.inline : styles.row} role={group ? "group" : undefined} aria-labelledby={group ? id : undefined}>
      {group ? (
        <span id={id} className={styles.label}>
          {label}
        </span>
      ) : (
        <label htmlFor={id}>{label}</label>
      )}
      {children(id)}
      {problem ? <p className={styles.problem}>{problem}</p> : help && <p className={styles.help}>{help}</p>}
    </div>
  );
}
