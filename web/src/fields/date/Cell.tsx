import { formatDate } from "@/design/format";
import { useLocale } from "@/design/text";

import type { CellProps } from "../types";

export function Cell({ value }: CellProps) {
  return <time dateTime={String(value)}>{formatDate(String(value), useLocale())}</time>;
}
