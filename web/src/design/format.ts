/** Numbers, money and moments as people of a language write them. */
const money = new Map<string, Intl.NumberFormat>();
const numbers = new Map<string, Intl.NumberFormat>();
const moments = new Map<string, Intl.DateTimeFormat>();
const agos = new Map<string, Intl.RelativeTimeFormat>();

function kept<Format>(cache: Map<string, Format>, key: string, make: () => Format): Format {
  let found = cache.get(key);
  if (!found) cache.set(key, (found = make()));
  return found;
}

export interface Money {
  amount: string;
  currency: string;
}

/** ¥4,860,000.00; `compact`: ¥486万, ¥4.9M. Whole amounts show no cents. */
export function formatMoney(value: Money, locale: string, compact = false): string {
  const amount = Number(value.amount);
  const whole = Number.isInteger(amount);
  return kept(money, `${locale}${value.currency}${compact}${whole}`, () =>
    new Intl.NumberFormat(locale, {
      style: "currency",
      currency: value.currency,
      currencyDisplay: "narrowSymbol",
      ...(compact ? { notation: "compact", maximumFractionDigits: 1 } : whole ? { maximumFractionDigits: 0 } : {}),
    }),
  ).format(amount);
}

export function formatNumber(value: number | string, locale: string, options: Intl.NumberFormatOptions = {}): string {
  return kept(numbers, locale + JSON.stringify(options), () => new Intl.NumberFormat(locale, { maximumFractionDigits: 10, ...options })).format(
    value as number,
  );
}

const isChinese = (locale: string) => locale.startsWith("zh");

/** 2026-11-23 in Chinese, Nov 23, 2026 in English. A date without a time is the same day everywhere. */
export function formatDate(value: string, locale: string): string {
  if (isChinese(locale)) return value.slice(0, 10);
  return kept(moments, `d${locale}`, () => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" })).format(
    new Date(`${value.slice(0, 10)}T00:00:00Z`),
  );
}

/** The same with hours and minutes, in the workspace's zone. */
export function formatDateTime(value: string, locale: string, zone: string): string {
  const named = isChinese(locale) ? "sv-SE" : locale;
  return kept(moments, `t${named}${zone}`, () =>
    new Intl.DateTimeFormat(named, isChinese(locale)
      ? { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", timeZone: zone }
      : { dateStyle: "medium", timeStyle: "short", timeZone: zone }),
  ).format(new Date(value));
}

/** Hours and minutes, in the workspace's zone. */
export function formatTime(value: string, locale: string, zone: string): string {
  return kept(moments, `h${locale}${zone}`, () => new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: isChinese(locale) ? "h23" : undefined, timeZone: zone })).format(new Date(value));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 days ago", "in 2 hours"; within a minute "now". Elapsed time, not the calendar's: 47 hours ago need not be yesterday. */
export function formatAgo(value: string | Date, locale: string, now = Date.now()): string {
  const seconds = (new Date(value).getTime() - now) / 1000;
  const [unit, length] = STEPS.find(([, most]) => Math.abs(seconds) >= most) ?? ["second", Infinity];
  const numeric = unit === "second" ? "auto" : "always";
  return kept(agos, `${locale}${numeric}`, () => new Intl.RelativeTimeFormat(locale, { numeric })).format(Math.trunc(seconds / length), unit);
}
