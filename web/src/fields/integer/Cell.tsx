import { formatNumber } from "@/design/format";
import { useLocale } from "@/design/text";

import type { CellProps } from "../types";

/** Digits beyond those of a JSON number are kept: Intl takes them as text. */
export function Cell({ value }: CellProps) {
  const locale = useLocale();
  return <>{formatNumber(value as number | string, locale, { maximumFractionDigits: 12 })}</>;
}
