import type { ReactNode } from "react";

import styles from "./Pill.module.css";
import { colorOf } from "./tokens";

/** A stage, a status, an option: a dot and a tint of its colour, the same everywhere. */
export function Pill({ color, children, dot = true }: { color?: string | null; children: ReactNode; dot?: boolean }) {
  return (
    <span className={styles.pill} style={{ "--hue": colorOf(color) } as React.CSSProperties}>
      {dot && <i aria-hidden />}
      <span className="ellipsis">{children}</span>
    </span>
  );
}
