import { expect, test } from "vitest";

import type { Field } from "@/api/metadata";

import { columnsOf, isRuledOut, moved } from "./columns";

const stage = { name: "stage", type: "select", options: [{ value: "new" }, { value: "old", retired: true }, { value: "won" }, { value: "lost" }] } as unknown as Field;

test("columns are the options in their order: retired ones only where there are records, none that the filter rules out", () => {
  const where = { and: [{ field: "stage", op: "not_in", value: ["lost"] }, { field: "amount", op: "gt", value: 1 }] };
  const keys = (rows: { value: unknown; count: number }[]) => columnsOf(stage, rows, where).map((column) => [column.key, column.count]);
  expect(keys([{ value: "won", count: 2 }])).toEqual([["new", 0], ["won", 2]]);
  expect(keys([{ value: "old", count: 1 }, { value: null, count: 3 }])).toEqual([["", 3], ["new", 0], ["old", 1], ["won", 0]]);
});

test("a column is ruled out only where every way of the filter rules it out", () => {
  const open = { field: "stage", op: "not_in", value: ["won"] };
  expect(isRuledOut(open, "stage", "won")).toBe(true);
  expect(isRuledOut({ or: [open, { field: "close_date", op: "gte", value: "2026-01-01" }] }, "stage", "won")).toBe(false);
});

test("a card takes its count along, and its worth where that is known", () => {
  const rows = [{ value: "new", count: 2, sum: "30" }];
  expect(moved(rows, "new", "won", 10)).toEqual([{ value: "new", count: 1, sum: 20 }, { value: "won", count: 1, sum: 10 }]);
  expect(moved(rows, "new", "won", null)[0]).toEqual({ value: "new", count: 1, sum: "30" });
});
