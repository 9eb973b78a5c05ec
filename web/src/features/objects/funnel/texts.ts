import { useTranslation } from "react-i18next";

import { formatMoney, formatNumber } from "@/design/format";
import { useLocale } from "@/design/text";

import type { Worth } from "./useFunnel";

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** The numbers of a funnel, as people of the language write them. */
export function useNumbers() {
  const locale = useLocale();
  const { t } = useTranslation("objects");
  const unit = (value: number, name: string, digits: number) =>
    formatNumber(value, locale, { style: "unit", unit: name, unitDisplay: "long", maximumFractionDigits: digits });
  return {
    count: (value: number) => formatNumber(value, locale),
    share: (value: number | null) => (value === null ? "–" : formatNumber(value, locale, { style: "percent", maximumFractionDigits: 1 })),
    worth: (worth: Worth) =>
      worth === null || worth === undefined
        ? null
        : typeof worth === "object"
          ? formatMoney(worth, locale, true)
          : formatNumber(worth, locale, { notation: "compact", maximumFractionDigits: 1 }),
    time: (seconds: number | null) =>
      seconds === null
        ? t("funnel.unknown")
        : seconds >= DAY
          ? unit(seconds / DAY, "day", seconds < 10 * DAY ? 1 : 0)
          : seconds >= HOUR
            ? unit(seconds / HOUR, "hour", 1)
            : unit(Math.max(1, seconds / MINUTE), "minute", 0),
  };
}
