import type { CellProps } from "../types";

/** 14:30; seconds only where there are any. */
export function Cell({ value }: CellProps) {
  return <>{String(value).replace(/^(\d\d:\d\d):00$/, "$1")}</>;
}
