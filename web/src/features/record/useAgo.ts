import { useTranslation } from "react-i18next";

import { formatAgo } from "@/design/format";
import { useNow } from "@/design/now";
import { useLocale } from "@/design/text";

const MINUTE = 60_000;

/** "3 days ago" as seen now; what is newer than a minute was just now. */
export function useAgo(): (at: string) => string {
  const { t } = useTranslation("record");
  const locale = useLocale();
  const now = useNow();
  return (at) => (now - Date.parse(at) < MINUTE ? t("just_now") : formatAgo(at, locale, now));
}
