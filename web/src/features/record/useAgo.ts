import { useState } from "react";
import { useTranslation } from "react-i18next";

import { formatAgo } from "@/design/format";
import { useLocale } from "@/design/text";

const MINUTE = 60_000;

/** "3 days ago" as seen when the page was opened; what is newer than a minute was just now. */
export function useAgo(): (at: string) => string {
  const { t } = useTranslation("record");
  const locale = useLocale();
  const [opened] = useState(() => Date.now());
  return (at) => (opened - Date.parse(at) < MINUTE ? t("just_now") : formatAgo(at, locale, opened));
}
