import { useMemo } from "react";

import { Clipped } from "../shared/Clipped";
import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";
import { plainText, sanitized } from "./sanitize";

const CLIPPED = 300;

export function Cell({ value, place }: CellProps) {
  const html = String(value);
  const shown = useMemo(() => (place === "page" ? sanitized(html) : plainText(html.slice(0, 4_000)).slice(0, CLIPPED)), [html, place]);
  if (place !== "page") return <Clipped place={place}>{shown}</Clipped>;
  return <div className={styles.rich} dangerouslySetInnerHTML={{ __html: shown }} />;
}
