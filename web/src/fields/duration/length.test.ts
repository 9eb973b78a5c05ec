import { expect, test } from "vitest";

import { readLength, spokenLength } from "./length";

test.each([
  ["1h 30m", 5_400],
  ["90min", 5_400],
  ["1小时30分钟", 5_400],
  ["1.5h", 5_400],
  ["1:30", 5_400],
  ["01:30:05", 5_405],
  ["-2d", -172_800],
  ["２天", 172_800],
  ["1w 1s", 604_801],
  ["45", undefined],
  ["soon", undefined],
  ["", undefined],
])("%s is %s seconds", (typed, seconds) => expect(readLength(typed)).toBe(seconds));

test.each([5_400, 0, -172_800, 90_061])("what is said of %s is read as it", (seconds) => {
  for (const locale of ["en", "zh-CN", "zh-TW"]) expect(readLength(spokenLength(seconds, locale))).toBe(seconds);
});
