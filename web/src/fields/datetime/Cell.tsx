import { useMe } from "@/api/session";
import { formatAgo, formatDateTime } from "@/design/format";
import { useLocale } from "@/design/text";

import type { CellProps } from "../types";

export function Cell({ value }: CellProps) {
  const locale = useLocale();
  const { zone } = useMe().workspace;
  const moment = String(value);
  return (
    <time dateTime={moment} title={formatAgo(moment, locale)}>
      {formatDateTime(moment, locale, zone)}
    </time>
  );
}
