import { describe, expect, it } from "vitest";

import type { Condition } from "@/api/condition";
import { type Field, type Metadata, Model } from "@/api/metadata";

import { namedRecords, type Vocabulary, words } from "./ConditionTextWords";
import en from "./locales/en.json";
import zh from "./locales/zh-CN.json";

const field = (name: string, type: string, more = {}) => ({ name, id: name, type, label: { en: name }, operators: ["eq"], parts: [], ...more }) as unknown as Field;
const model = new Model({
  version: 1,
  objects: [
    {
      name: "deal",
      label: { en: "Deal" },
      fields: [
        field("Stage", "select", { options: [{ value: "won", label: { en: "Won" } }, { value: "lost", label: { en: "Lost" } }] }),
        field("Amount", "money", { parts: ["currency"] }),
        field("Closes", "date"),
        field("Account", "reference", { to: "account" }),
        field("Owner", "user"),
      ],
      relations: [
        { name: "tasks", to: "task", kind: "inverse", field: "Deal" },
        { name: "old_tasks", to: "task", kind: "inverse", field: "Before" },
      ],
    },
    { name: "account", label: { en: "Account" }, fields: [field("Industry", "text")], relations: [] },
    { name: "task", label: { en: "Task" }, fields: [field("Deal", "reference", { to: "deal" }), field("Before", "reference", { to: "deal" }), field("Subject", "text")], relations: [] },
  ],
} as unknown as Metadata);

type Texts = { [key: string]: string | Texts };
const look = (texts: Texts, key: string): string => key.split(".").reduce<string | Texts>((at, step) => (at as Texts)[step]!, texts) as string;

function vocabulary(texts: Texts): Vocabulary {
  return {
    model,
    say: (key, params = {}) => look(texts, `filter.${key}`).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name])),
    moment: (name, count) => `<${name}${count ?? ""}>`,
    offset: (count, unit) => new Intl.RelativeTimeFormat("en").format(count, unit),
    fieldLabel: (one) => (one.part ? String(one.part) : one.label.en!),
    objectLabel: (object) => object.label.en!,
    value: (one, value) => one.options?.find((option) => option.value === value)?.label?.en ?? `“${String(value)}”`,
    title: (id) => `title of ${id}`,
  };
}
const inEnglish = (condition: Condition) => words("deal", condition, vocabulary(en as unknown as Texts));

describe("conditions in words", () => {
  it.each<[Condition, string]>([
    [{ field: "Stage", op: "in", value: ["won", "lost"] }, "Stage is Won or Lost"],
    [{ field: "Stage", op: "not_in", value: ["won"] }, "Stage is not Won"],
    [{ field: "Account.Industry", op: "contains", value: "tools" }, "Account / Industry contains “tools”"],
    [{ field: "Amount.currency", op: "eq", value: "EUR" }, "Amount / currency is “EUR”"],
    [{ field: "Closes", op: "lt", value: { now: "", start: "day" } }, "Closes is before <today>"],
    [{ field: "Closes", op: "between", value: [{ end: "month", now: "-3mo" }, "2026-01-05"] }, "Closes is in end of the month, 3 months ago to “2026-01-05”"],
    [{ field: "Closes", op: "between", value: [{ now: "-30d", start: "day" }, { now: "", end: "day" }] }, "Closes is in <last_days30>"],
    [{ field: "Owner", op: "eq", value: { me: true } }, "Owner is me"],
    [{ field: "Account", op: "eq", value: "a1" }, "Account is title of a1"],
    [{ field: "Amount", op: "empty" }, "Amount is empty"],
    [{ field: "Gone", op: "eq", value: 1 }, "a field that is no more: Gone"],
    [{ none: "tasks", where: { field: "Subject", op: "eq", value: "x" } }, "has no Task · Deal where Subject is “x”"],
    [{ count: "old_tasks", op: "gte", value: 3 }, "number of Task · Before is at least 3"],
    [
      { and: [{ search: "华为" }, { or: [{ field: "Amount", op: "gt", value: 5 }, { not: { field: "Amount", op: "empty" } }] }] },
      "search “华为” and (Amount is more than “5” or not (Amount is empty))",
    ],
  ])("%j", (condition, text) => {
    expect(inEnglish(condition)).toBe(text);
  });

  it("speaks Chinese", () => {
    const condition: Condition = { and: [{ field: "Closes", op: "lte", value: { now: "", end: "quarter" } }, { any: "tasks" }] };
    expect(words("deal", condition, vocabulary(zh as unknown as Texts))).toBe("Closes 不晚于 <this_quarter> 且 有Task · Deal");
  });

  it("knows which records it names, in related conditions too", () => {
    const condition: Condition = {
      or: [{ field: "Account", op: "in", value: ["b", "a", "b"] }, { any: "tasks", where: { not: { field: "Deal", op: "eq", value: "d" } } }, { field: "Owner", op: "eq", value: { me: true } }],
    };
    expect([...namedRecords(model, "deal", condition)]).toEqual([["account", ["a", "b"]], ["deal", ["d"]]]);
  });
});
