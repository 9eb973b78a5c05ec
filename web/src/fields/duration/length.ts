/** Lengths of time as people say them. */
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** 1小时30分钟, 1h 30m: in the words of a language. */
export function spokenLength(seconds: number, locale: string): string {
  const parts: string[] = [];
  let rest = Math.abs(seconds);
  for (const [unit, length] of UNITS) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count || (unit === "second" && parts.length === 0))
      parts.push(new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: locale.startsWith("zh") ? "long" : "narrow" }).format(count));
  }
  return (seconds < 0 ? "-" : "") + parts.join(" ");
}

const WORDS: [RegExp, number][] = [
  [/(\d+(?:\.\d+)?)\s*(?:weeks?|w|周|週|星期)/g, 604_800],
  [/(\d+(?:\.\d+)?)\s*(?:days?|d|天|日)/g, 86_400],
  [/(\d+(?:\.\d+)?)\s*(?:hours?|hrs?|h|个?小时|個?小時|时|時)/g, 3_600],
  [/(\d+(?:\.\d+)?)\s*(?:minutes?|mins?|m|分钟|分鐘|分)/g, 60],
  [/(\d+(?:\.\d+)?)\s*(?:seconds?|secs?|s|秒钟|秒)/g, 1],
];

/** Seconds of "1h 30m", "90min", "1小时30分钟", "1:30"; undefined where it can't be told. */
export function readLength(written: string): number | undefined {
  const text = written.normalize("NFKC").trim().toLowerCase();
  const sign = text.startsWith("-") ? -1 : 1;
  const body = text.replace(/^[-+]\s*/, "");
  const clock = /^(\d{1,9}):([0-5]?\d)(?::([0-5]?\d))?$/.exec(body);
  if (clock) return sign * (Number(clock[1]) * 3_600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0));
  let rest = body;
  let seconds = 0;
  for (const [pattern, length] of WORDS)
    rest = rest.replace(pattern, (_, count: string) => {
      seconds += Number(count) * length;
      return "";
    });
  return body !== "" && rest.trim() === "" && Number.isInteger(seconds) ? sign * seconds : undefined;
}
