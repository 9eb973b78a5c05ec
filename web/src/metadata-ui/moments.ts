/** Moments relative to now, in the workspace's zone: what `{"now": "-30d", "start": "month"}` means. */
import type { Grain, Moment } from "@/api/condition";
import { momentAt, wallOf } from "@/fields";

const WRITTEN = /^([+-]?\d+)(min|h|d|w|mo|q|y)$/;
const DAY = 86_400_000;
const MONTHS: Record<string, number> = { mo: 1, q: 3, y: 12 };

function plusMonths(wall: Date, months: number): Date {
  const first = new Date(wall);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(wall.getUTCDate(), last));
  return first;
}

function startOf(wall: Date, grain: Grain): Date {
  const day = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()));
  if (grain === "day") return day;
  if (grain === "week") return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * DAY);
  const months = grain === "month" ? 1 : grain === "quarter" ? 3 : 12;
  return new Date(Date.UTC(day.getUTCFullYear(), Math.floor(day.getUTCMonth() / months) * months, 1));
}

function after(start: Date, grain: Grain): Date {
  if (grain === "day" || grain === "week") return new Date(start.getTime() + (grain === "day" ? 1 : 7) * DAY);
  return plusMonths(start, grain === "month" ? 1 : grain === "quarter" ? 3 : 12);
}

/** The moment, as the zone's clock shows it (in the fields of UTC); undefined where it is none. */
function wallMoment(moment: Moment, now: Date, zone: string): Date | undefined {
  const found = WRITTEN.exec(moment.now);
  if (!found && moment.now) return undefined;
  const amount = Number(found?.[1] ?? 0);
  const unit = found?.[2] ?? "d";
  const clock = unit === "h" ? 3_600_000 : unit === "min" ? 60_000 : 0;
  let wall = new Date(`${wallOf(now.getTime() + amount * clock, zone)}Z`);
  if (MONTHS[unit]) wall = plusMonths(wall, amount * MONTHS[unit]);
  else if (!clock) wall = new Date(wall.getTime() + amount * (unit === "w" ? 7 : 1) * DAY);
  if (moment.start) return startOf(wall, moment.start);
  if (moment.end) return new Date(after(startOf(wall, moment.end), moment.end).getTime() - 1);
  return wall;
}

const isoWall = (wall: Date) => wall.toISOString().slice(0, 19);

export function momentOf(moment: Moment, now: Date, zone: string): Date | undefined {
  const wall = wallMoment(moment, now, zone);
  return wall && new Date(momentAt(isoWall(wall), zone).getTime() + wall.getUTCMilliseconds());
}

export function dayOfMoment(moment: Moment, now: Date, zone: string): string | undefined {
  return wallMoment(moment, now, zone)?.toISOString().slice(0, 10);
}
