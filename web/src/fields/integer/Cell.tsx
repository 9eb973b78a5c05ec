import type { Field } from "@/api/metadata";
import { formatNumber } from "@/design/format";
import { useLocale } from "@/design/text";

import type { CellProps } from "../types";

/** What can only have four digits is a year. */
const isYear = ({ min, max }: Field) => Number(min) >= 1_000 && Number(max) <= 9_999;

/** Digits beyond those of a JSON number are kept: Intl takes them as text. */
export function Cell({ value, field }: CellProps) {
  const locale = useLocale();
  return <>{formatNumber(value as number | string, locale, { maximumFractionDigits: 12, useGrouping: !isYear(field) })}</>;
}
