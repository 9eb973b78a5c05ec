/** Moments on the clock of the workspace's zone. */
const formats = new Map<string, Intl.DateTimeFormat>();

function clock(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format)
    formats.set(
      zone,
      (format = new Intl.DateTimeFormat("en-CA-u-hc-h23", {
        timeZone: zone,
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
      })),
    );
  return format;
}

/** Milliseconds by which the zone's clock is ahead of UTC at a moment. */
function ahead(moment: number, zone: string): number {
  const part = Object.fromEntries(clock(zone).formatToParts(moment).map((one) => [one.type, Number(one.value)]));
  return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second) - Math.floor(moment / 1000) * 1000;
}

/** 2026-01-05T14:30:00, as the clock on the wall shows the moment. */
export function wallOf(moment: string | number | Date, zone: string): string {
  const at = new Date(moment).getTime();
  return new Date(at + ahead(at, zone)).toISOString().slice(0, 19);
}

/** The moment at which the clock on the wall shows this; where it never does, the one right after the gap. */
export function momentAt(wall: string, zone: string): Date {
  const utc = Date.parse(`${wall}Z`);
  const guess = utc - ahead(utc, zone);
  return new Date(utc - ahead(guess, zone));
}

/** Canonical, as the server writes it. */
export const momentText = (moment: Date): string => moment.toISOString().replace(/\.000Z$/, "+00:00").replace(/Z$/, "+00:00");
