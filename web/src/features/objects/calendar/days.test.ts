import { expect, test } from "vitest";

import type { Field } from "@/api/metadata";

import { dayOf, onDay, plusMonths, weeksOf, within } from "./days";

const day = { name: "due_on", type: "date" } as Field;
const moment = { name: "at", type: "datetime" } as Field;
const ZONE = "Asia/Shanghai";

test("a month is shown in whole weeks that begin on Monday", () => {
  const november = weeksOf("2026-11");
  expect([november[0], november.at(-1), november.length]).toEqual(["2026-10-26", "2026-12-06", 42]);
  expect(weeksOf("2027-02")).toHaveLength(28);
  expect([plusMonths("2026-12", 1), plusMonths("2026-01", -1)]).toEqual(["2027-01", "2025-12"]);
});

test("a moment lies on the day that the workspace's clock shows, and keeps its time on another day", () => {
  expect(dayOf(moment, "2026-11-22T17:30:00+00:00", ZONE)).toBe("2026-11-23");
  expect(onDay(moment, "2026-11-22T17:30:00+00:00", "2026-11-25", ZONE)).toBe("2026-11-24T17:30:00+00:00");
  expect(onDay(day, "2026-11-22", "2026-11-25", ZONE)).toBe("2026-11-25");
});

test("what is asked for begins and ends with the days of the workspace", () => {
  expect(within(moment, undefined, "2026-11-01", "2026-11-30", ZONE)).toEqual({
    and: [
      { field: "at", op: "gte", value: "2026-10-31T16:00:00+00:00" },
      { field: "at", op: "lt", value: "2026-11-30T16:00:00+00:00" },
    ],
  });
});
