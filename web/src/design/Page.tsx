import type { ReactNode } from "react";

import styles from "./Page.module.css";

interface PageProps {
  title: ReactNode;
  /** A quiet line beside or below the title. */
  note?: ReactNode;
  actions?: ReactNode;
  /** The body fills the window's height and scrolls by itself: lists, boards, canvases. */
  fill?: boolean;
  children: ReactNode;
}

/** A screen: its title, its actions, its body. */
export function Page({ title, note, actions, fill, children }: PageProps) {
  return (
    <div className={`${styles.page} ${fill ? styles.fill : ""}`}>
      <header className={styles.head}>
        <div className={styles.titles}>
          <h1>{title}</h1>
          {note && <div className={styles.note}>{note}</div>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface PanelProps {
  title?: ReactNode;
  actions?: ReactNode;
  /** No padding around the body: lists and tables. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

/** A white panel with a hairline. */
export function Panel({ title, actions, flush, className, children }: PanelProps) {
  return (
    <section className={`${styles.panel} ${className ?? ""}`}>
      {(title || actions) && (
        <header className={styles.panelHead}>
          <h2>{title}</h2>
          {actions && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      <div className={flush ? undefined : styles.panelBody}>{children}</div>
    </section>
  );
}
