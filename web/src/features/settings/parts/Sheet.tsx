import type { ReactNode } from "react";

import styles from "./parts.module.css";

interface SheetProps {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  /** As wide as there is room: tables and matrices. */
  wide?: boolean;
  children: ReactNode;
}

/** One settings screen: what it is about, what can be done, its panels below. */
export function Sheet({ title, note, actions, wide, children }: SheetProps) {
  return (
    <div className={`${styles.sheet} ${wide ? styles.wide : ""}`}>
      <header>
        <div>
          <h1>{title}</h1>
          {note && <p>{note}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** One line of a form: what it is called, the control, what it means or what is wrong with it. */
export function Line({ label, hint, problem, children, htmlFor }: { label: ReactNode; hint?: ReactNode; problem?: string; children: ReactNode; htmlFor?: string }) {
  return (
    <div className={styles.line}>
      {htmlFor ? <label htmlFor={htmlFor}>{label}</label> : <span className={styles.lineLabel}>{label}</span>}
      <div>
        {children}
        {problem ? <p className={styles.problem} role="alert">{problem}</p> : hint && <p className={styles.hint}>{hint}</p>}
      </div>
    </div>
  );
}

/** One thing in a list: who or what, a quiet line about it, what can be done with it. */
export function Row({ lead, title, note, actions, children }: { lead?: ReactNode; title: ReactNode; note?: ReactNode; actions?: ReactNode; children?: ReactNode }) {
  return (
    <li className={styles.row}>
      {lead}
      <div className={styles.rowText}>
        <div className={styles.rowTitle}>{title}</div>
        {note && <div className={styles.rowNote}>{note}</div>}
        {children}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </li>
  );
}
