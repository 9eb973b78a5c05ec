import { formatMoney, type Money } from "@/design/format";
import { useLocale } from "@/design/text";

import type { CellProps } from "../types";

export function Cell({ value }: CellProps) {
  const locale = useLocale();
  return <span title={`${(value as Money).amount} ${(value as Money).currency}`}>{formatMoney(value as Money, locale)}</span>;
}
