import { expect, test } from "vitest";

import { momentAt, momentText, wallOf } from "./zone";

test.each([
  ["2026-01-05T14:30:00", "Asia/Shanghai", "2026-01-05T06:30:00+00:00"],
  ["2026-07-05T14:30:00", "Europe/Berlin", "2026-07-05T12:30:00+00:00"],
  ["2026-12-31T23:00:00", "America/New_York", "2027-01-01T04:00:00+00:00"],
])("%s in %s", (wall, zone, moment) => {
  expect(momentText(momentAt(wall, zone))).toBe(moment);
  expect(wallOf(moment, zone)).toBe(wall);
});

test("an hour that the clocks leave out is read as the one after it", () => {
  expect(wallOf(momentAt("2026-03-29T02:30:00", "Europe/Berlin"), "Europe/Berlin")).toMatch(/T0[13]:30:00$/);
});
