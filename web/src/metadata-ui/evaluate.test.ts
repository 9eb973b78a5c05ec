import { expect, test } from "vitest";

import type { Condition } from "@/api/condition";
import type { Field } from "@/api/metadata";

import { type Circumstances, holds } from "./evaluate";

const types: Record<string, Partial<Field>> = {
  name: { type: "text" },
  stage: { type: "select", options: [{ value: "won", label: { "zh-CN": "赢单" } }, { value: "lost" }] },
  amount: { type: "money" },
  rate: { type: "percent" },
  count: { type: "integer" },
  close_date: { type: "date" },
  opened_on: { type: "date" },
  seen_at: { type: "datetime" },
  owner: { type: "user" },
  account: { type: "reference", to: "account" },
  tags: { type: "tags" },
  phone: { type: "phone" },
  notes: { type: "rich_text" },
  place: { type: "geo" },
  address: { type: "address" },
  active: { type: "boolean" },
  mobile: { type: "phone", access: "masked" },
};
const fields = new Map(Object.entries(types).map(([name, part]) => [name, { name, access: "write", ...part } as Field]));
const fixed = { fields, me: "u1", zone: "Asia/Shanghai", currency: "CNY", now: new Date("2026-11-23T16:30:00Z") }; // 24 November there
const cny = (amount: string) => ({ amount, currency: "CNY" });
const asks = (field: string, op: string, value?: unknown) => ({ field, op, value }) as Condition;

const table: [string, Circumstances["values"], Condition, boolean | undefined][] = [
  ["eq is as written", { name: "Acme" }, asks("name", "eq", "acme"), false],
  ["contains ignores a–z's case", { name: "ACME华" }, asks("name", "contains", "me华"), true],
  ["contains ignores no other case", { name: "É" }, asks("name", "contains", "é"), false],
  ["blanks are empty", { name: "  " }, asks("name", "empty"), true],
  ["ne holds for empty", {}, asks("stage", "ne", "won"), true],
  ["eq never does", {}, asks("stage", "eq", "won"), false],
  ["not in holds for empty", {}, asks("stage", "not_in", ["won"]), true],
  ["eq null is empty", { stage: "won" }, asks("stage", "eq", null), false],
  ["empty false is not empty", { stage: "won" }, asks("stage", "empty", false), true],
  ["options by their labels", { stage: "won" }, asks("stage", "in", ["赢单"]), true],
  ["money by its worth", { amount: cny("1000.50") }, asks("amount", "gte", 1000.5), true],
  ["money exactly", { amount: cny("10000000000000000.01") }, asks("amount", "gt", cny("10000000000000000")), true],
  ["worth elsewhere is unknown", { amount: { amount: "1", currency: "USD" } }, asks("amount", "gt", 0), undefined],
  ["its currency is known", { amount: { amount: "1", currency: "USD" } }, asks("amount.currency", "eq", "USD"), true],
  ["parts of nothing are empty", {}, asks("amount.number", "lt", 5), false],
  ["between", { rate: "45.5" }, asks("rate", "between", [45, 46]), true],
  ["not between holds for empty", {}, asks("rate", "not_between", [45, 46]), true],
  ["whole numbers", { count: 10 }, asks("count", "gt", 9), true],
  ["what is half typed", { count: "1x" }, asks("count", "gt", 9), undefined],
  ["days", { close_date: "2026-11-24" }, asks("close_date", "eq", { now: "" }), true],
  ["the end of the quarter", { close_date: "2026-12-31" }, asks("close_date", "lte", { now: "", end: "quarter" }), true],
  ["after it", { close_date: "2027-01-01" }, asks("close_date", "lte", { now: "", end: "quarter" }), false],
  ["a month earlier", { close_date: "2026-10-24" }, asks("close_date", "eq", { now: "-1mo" }), true],
  ["the week begins on Monday", { close_date: "2026-11-23" }, asks("close_date", "eq", { now: "", start: "week" }), true],
  ["moments", { seen_at: "2026-11-23T15:59:59+00:00" }, asks("seen_at", "lt", { now: "", start: "day" }), true],
  ["the day's start there", { seen_at: "2026-11-23T16:00:00+00:00" }, asks("seen_at", "lt", { now: "", start: "day" }), false],
  ["another field", { close_date: "2026-01-01", opened_on: "2026-01-02" }, asks("close_date", "lt", { path: "opened_on" }), true],
  ["another empty field", { close_date: "2026-01-01" }, asks("close_date", "lt", { path: "opened_on" }), false],
  ["me", { owner: { id: "u1", title: "I" } }, asks("owner", "eq", { me: true }), true],
  ["a reference by id", { account: { id: "a1", title: "A" } }, asks("account", "in", ["a0", "a1"]), true],
  ["what it refers to is unknown", { account: { id: "a1", title: "A" } }, asks("account.industry", "eq", "x"), undefined],
  ["but not where it is empty", {}, asks("account.industry", "eq", "x"), false],
  ["sets", { tags: ["a", "b"] }, asks("tags", "has_all", ["b", "a"]), true],
  ["has none", { tags: ["a"] }, asks("tags", "has_none", ["b"]), true],
  ["has none holds for empty", { tags: [] }, asks("tags", "has_none", ["b"]), true],
  ["numbers that only the server reads", { phone: "13800138000" }, asks("phone", "eq", "+8613800138000"), undefined],
  ["rich text by its words", { notes: "<p>a <b>B</b></p>" }, asks("notes", "contains", "a b"), true],
  ["empty markup", { notes: "<p><br></p>" }, asks("notes", "empty"), true],
  ["near", { place: { lat: 31.2304, lng: 121.4737 } }, asks("place", "within", { lat: 31.24, lng: 121.48, km: 2 }), true],
  ["far", { place: { lat: 39.9, lng: 116.4 } }, asks("place", "within", { lat: 31.24, lng: 121.48, km: 2 }), false],
  ["parts of addresses", { address: { country: "CN", code: "330110" } }, asks("address.code", "starts_with", "3301"), true],
  ["false is not empty", { active: false }, asks("active", "eq", false), true],
  ["masks tell nothing", { mobile: "+86138****8000" }, asks("mobile", "ends_with", "8000"), undefined],
  ["fields that one does not see", {}, asks("secret_plan", "empty"), undefined],
  ["related records", {}, { none: "activities" }, undefined],
  ["an empty and", {}, { and: [] }, true],
  ["an empty or", {}, { or: [] }, false],
  ["false beats unknown", { stage: "won" }, { and: [{ any: "x" }, asks("stage", "eq", "lost")] }, false],
  ["true beats unknown", { stage: "won" }, { or: [{ any: "x" }, asks("stage", "eq", "won")] }, true],
  ["not of unknown", {}, { not: { any: "x" } }, undefined],
];

test.each(table)("%s", (_, values, condition, truth) => {
  expect(holds(condition, { ...fixed, values })).toBe(truth);
  expect(holds({ not: condition }, { ...fixed, values })).toBe(truth === undefined ? undefined : !truth);
});
