import { expect, test } from "vitest";

import { COUNTED, pointOf, pointPhrase, POINTS, rangeOf, rangePhrase, RANGES } from "./moments";

test.each(RANGES)("%s is found again in what it writes", (name) => {
  const phrase = COUNTED.includes(name) ? { name, count: 30 } : { name };
  expect(rangePhrase(rangeOf(phrase))).toEqual(phrase);
});

test.each(POINTS)("%s is found again at either edge", (name) => {
  const phrase = COUNTED.includes(name) ? { name, count: 7 } : { name };
  for (const edge of ["start", "end"] as const) expect(pointPhrase(pointOf(phrase, edge))).toEqual(phrase);
});

test("what others wrote is understood, or left alone", () => {
  expect(rangePhrase([{ now: "-30d" }, { now: "" }])).toEqual({ name: "last_days", count: 30 });
  expect(pointPhrase({ now: "7d" })).toEqual({ name: "days_ahead", count: 7 });
  expect(rangePhrase([{ now: "-3h" }, { now: "" }])).toBeUndefined();
  expect(pointPhrase({ now: "-1q", end: "quarter" })).toBeUndefined();
  expect(rangePhrase(["2026-01-01", "2026-02-01"])).toBeUndefined();
});
