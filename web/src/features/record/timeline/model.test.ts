import { describe, expect, it } from "vitest";

import type { Field } from "@/api/metadata";
import type { RecordData } from "@/api/records";

import { byDay, type Entry, type HistoryEvent, joined, linesOf, merged, type Stream } from "./model";

const at = (moment: string, object = "activity"): Entry => ({
  kind: "record",
  key: `${object}${moment}`,
  when: Date.parse(`${moment}Z`),
  day: moment.slice(0, 10),
  object,
  record: {} as RecordData,
  timed: true,
});
const stream = (cursor: string | null, ...moments: string[]): Stream => ({ entries: moments.map((one) => at(one)), cursor });
const moments = (entries: readonly Entry[]) => entries.map((entry) => new Date(entry.when).toISOString().slice(0, 10));

describe("streams come together", () => {
  it("holds back what something else may still come before", () => {
    const { entries, next } = merged({
      talks: stream("t2", "2026-11-20T09:00", "2026-11-18T09:00"),
      tasks: stream(null, "2026-11-19T00:00", "2026-10-01T00:00"),
    });
    expect(moments(entries)).toEqual(["2026-11-20", "2026-11-19", "2026-11-18"]);
    expect(next).toEqual({ talks: "t2" });
  });

  it("shows everything once all streams have ended", () => {
    const { entries, next } = merged({ talks: stream(null, "2026-11-18T09:00"), tasks: stream(null, "2026-11-19T00:00", "2026-10-01T00:00") });
    expect(moments(entries)).toEqual(["2026-11-19", "2026-11-18", "2026-10-01"]);
    expect(next).toEqual({});
  });

  it("never shows anything out of order, however the pages fall", () => {
    const days = Array.from({ length: 28 }, (_, day) => `2026-11-${String(28 - day).padStart(2, "0")}`);
    const sources: Record<string, string[]> = { often: days.map((day) => `${day}T08:00`), seldom: days.filter((_, index) => index % 9 === 0).map((day) => `${day}T07:00`) };
    const load = (name: string, from: number): Stream => {
      const entries = sources[name]!.slice(from, from + 4).map((one) => at(one, name));
      return { entries, cursor: from + 4 < sources[name]!.length ? String(from + 4) : null };
    };
    let pages: Record<string, Stream>[] = [{ often: load("often", 0), seldom: load("seldom", 0) }];
    let shown: Entry[] = [];
    for (;;) {
      const { entries, next } = merged(joined(pages));
      expect(entries.slice(0, shown.length)).toEqual(shown);
      shown = entries;
      if (Object.keys(next).length === 0) break;
      pages = [...pages, Object.fromEntries(Object.entries(next).map(([name, cursor]) => [name, load(name, Number(cursor))]))];
    }
    expect(shown).toHaveLength(32);
    expect(shown.map((one) => one.when)).toEqual(shown.map((one) => one.when).sort((one, other) => other - one));
  });

  it("groups by day, and puts together what is to come", () => {
    const { entries } = merged({ all: stream(null, "2027-01-05T00:00", "2026-12-01T00:00", "2026-11-23T10:00", "2026-11-23T09:00", "2026-11-20T09:00") });
    expect(byDay(entries, "2026-11-23").map((day) => [day.day, day.entries.length])).toEqual([["upcoming", 2], ["2026-11-23", 2], ["2026-11-20", 1]]);
  });
});

const field = (name: string, type: Field["type"], more: Partial<Field> = {}): Field => ({ name, type, label: {}, ...more }) as Field;
const FIELDS = [field("stage", "select"), field("amount", "money"), field("tags", "tags"), field("description", "long_text"), field("owner", "reference"), field("version", "integer")];
const changed = (changes: HistoryEvent["changes"]): HistoryEvent => ({
  id: "c.1", change: "c", version: 2, action: "updated", at: "2026-11-23T00:00:00+00:00", actor: null, kind: "update", cause: {}, undoes: null, changes,
});

describe("a change in words", () => {
  it("says what was set, changed and cleared, in the order of the fields", () => {
    const lines = linesOf(
      changed({
        owner: { before: "b", after: null },
        amount: { before: null, after: { amount: "5", currency: "CNY" } },
        stage: { before: "proposal", after: "negotiation" },
      }),
      FIELDS,
    );
    expect(lines.map((line) => [line.field.name, line.kind])).toEqual([["stage", "changed"], ["amount", "set"], ["owner", "cleared"]]);
  });

  it("says of lists what came and what went", () => {
    const [line] = linesOf(changed({ tags: { before: ["VIP", "展会"], after: ["展会", "老客户"] } }), FIELDS);
    expect(line).toMatchObject({ kind: "listed", added: ["老客户"], removed: ["VIP"] });
  });

  it("does not repeat long texts, and passes over what is no change for people", () => {
    const lines = linesOf(
      changed({ description: { before: "a", after: "b" }, version: { before: 1, after: 2 }, tags: { before: [], after: null }, gone: { before: 1, after: 2 } }),
      FIELDS,
    );
    expect(lines.map((line) => [line.field.name, line.kind])).toEqual([["description", "rewritten"]]);
  });
});
