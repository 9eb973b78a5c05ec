/** Moments and ranges that move along with the day: what people call them, and how conditions write them. */
import type { Grain, Moment, Operand } from "@/api/condition";

export type Edge = "start" | "end";
/** `name` is a key of the texts; `count` is the number in it. */
export interface Phrase {
  name: string;
  count?: number;
}

const at = (offset: string, edge: Edge, grain: Grain): Moment => ({ now: offset, [edge]: grain });
const whole = (offset: string, grain: Grain): [Moment, Moment] => [at(offset, "start", grain), at(offset, "end", grain)];

const STEADY: Record<string, [Moment, Moment]> = {
  today: whole("", "day"),
  yesterday: whole("-1d", "day"),
  tomorrow: whole("+1d", "day"),
  this_week: whole("", "week"),
  last_week: whole("-1w", "week"),
  next_week: whole("+1w", "week"),
  this_month: whole("", "month"),
  last_month: whole("-1mo", "month"),
  next_month: whole("+1mo", "month"),
  this_quarter: whole("", "quarter"),
  last_quarter: whole("-1q", "quarter"),
  next_quarter: whole("+1q", "quarter"),
  this_year: whole("", "year"),
  last_year: whole("-1y", "year"),
  next_year: whole("+1y", "year"),
};
/** Those that are asked for most stand first. */
const FIRST = ["last_days", "this_week", "this_month", "this_quarter", "this_year", "today", "next_days"];
export const RANGES = [...FIRST, ...Object.keys(STEADY).filter((name) => !FIRST.includes(name))];
export const POINTS = ["today", "yesterday", "tomorrow", "days_ago", "days_ahead", "this_week", "this_month", "this_quarter", "this_year"];
/** Points that are one day: what a day can be equal to. */
export const DAYS = ["today", "yesterday", "tomorrow", "days_ago", "days_ahead"];
export const COUNTED = ["last_days", "next_days", "days_ago", "days_ahead"];

const alike = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
export const isMoment = (value: unknown): value is Moment => typeof value === "object" && value !== null && "now" in value;

export function rangeOf({ name, count = 1 }: Phrase): [Moment, Moment] {
  if (name === "last_days") return [at(`-${count}d`, "start", "day"), at("", "end", "day")];
  if (name === "next_days") return [at("", "start", "day"), at(`+${count}d`, "end", "day")];
  return STEADY[name]!;
}

/** Moments as people write them by hand are understood, too: without a sign or an edge. */
const tidy = (moment: unknown, edge: Edge): unknown => {
  if (!isMoment(moment)) return moment;
  const now = typeof moment.now === "string" ? moment.now.replace(/^(\d)/, "+$1") : "";
  // In one order of keys: the server keeps none.
  if (moment.start) return { now, start: moment.start };
  return moment.end ? { now, end: moment.end } : { now, [edge]: "day" };
};

export function rangePhrase(value: Operand | undefined): Phrase | undefined {
  if (!Array.isArray(value) || value.length !== 2 || !value.some(isMoment)) return undefined;
  const pair = [tidy(value[0], "start"), tidy(value[1], "end")];
  const steady = Object.entries(STEADY).find(([, range]) => alike(range, pair));
  if (steady) return { name: steady[0] };
  const counts = pair.map((one) => (isMoment(one) && /^[+-]\d+d$/.test(one.now) ? Math.abs(Number.parseInt(one.now)) : undefined));
  return [
    { name: "last_days", count: counts[0] },
    { name: "next_days", count: counts[1] },
  ].find((one) => one.count !== undefined && alike(rangeOf(one), pair));
}

/** "Before" and "from" look at the start of what is named, "until" and "after" at its end. */
export const edgeOf = (op: string): Edge => (op === "lte" || op === "gt" ? "end" : "start");

export function pointOf({ name, count = 1 }: Phrase, edge: Edge): Moment {
  if (name === "days_ago") return at(`-${count}d`, edge, "day");
  if (name === "days_ahead") return at(`+${count}d`, edge, "day");
  return STEADY[name]![edge === "start" ? 0 : 1];
}

export function pointPhrase(value: Operand | undefined): Phrase | undefined {
  if (!isMoment(value)) return undefined;
  const edge: Edge = value.end ? "end" : "start";
  const moment = tidy(value, edge);
  const steady = POINTS.filter((name) => !COUNTED.includes(name)).find((name) => alike(pointOf({ name }, edge), moment));
  if (steady) return { name: steady };
  const days = isMoment(moment) && /^([+-])(\d+)d$/.exec(moment.now);
  if (!days || (value.start ?? value.end ?? "day") !== "day") return undefined;
  return { name: days[1] === "-" ? "days_ago" : "days_ahead", count: Number(days[2]) };
}
