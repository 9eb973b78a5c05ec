import { expect, test } from "vitest";

import { readDecimal, readWhole } from "./numbers";

test.each([
  ["1,234.50", "1234.5"],
  ["１２", "12"],
  ["1.2万", "12000"],
  ["0.00005亿", "5000"],
  ["3k", "3000"],
  ["-0", "0"],
  ["-.5", "-0.5"],
  ["007", "7"],
  ["12345678901234567890.123456789012", "12345678901234567890.123456789012"],
  ["", null],
  ["abc", undefined],
  ["-", undefined],
  ["1.2.3", undefined],
])("%s is %s", (typed, canonical) => expect(readDecimal(typed)).toBe(canonical));

test("what can't be read is left to the server", () => {
  expect(readWhole("12 apples")).toBe("12 apples");
  expect(readWhole("2.5")).toBe("2.5");
  expect(readWhole("1,000")).toBe(1000);
});
