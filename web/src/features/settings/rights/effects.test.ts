import { expect, test } from "vitest";

import { changesOf, type Effect, groupsOf, recordsOf } from "./effects";

const effect = (name: string, before: number): Effect => ({
  user: { id: name, title: name },
  gained: [
    { object: "account", what: "read", how: "team" },
    { object: "account", what: "field phone", how: "masked" },
  ],
  lost: [{ object: "account", what: "read", how: "own" }],
  kept: [],
  records: { account: { before, after: before + 5 } },
});

test("what was and what will be stand beside each other", () => {
  expect(changesOf(effect("a", 1))).toEqual([
    { kind: "action", object: "account", action: "read", from: ["own"], to: ["team"] },
    { kind: "field", object: "account", field: "phone", from: "write", to: "masked" },
  ]);
});

test("who sees an object no more is not told of its fields; single shares are no news", () => {
  const lost = [
    { object: "product", what: "read", how: "all" },
    { object: "product", what: "read", how: "share" },
    { object: "product", what: "field cost", how: "hidden" },
    { object: "lead", what: "update", how: "share" },
  ];
  expect(changesOf({ gained: [], lost, kept: [] })).toEqual([{ kind: "action", object: "product", action: "read", from: ["all"], to: [] }]);
  expect(changesOf({ gained: lost, lost: [], kept: [] })[1]).toEqual({ kind: "field", object: "product", field: "cost", from: null, to: "hidden" });
});

test("what stays beside what goes is no loss of the whole", () => {
  const read = (how: string) => ({ object: "account", what: "read", how });
  const change = { gained: [], lost: [read("all")], kept: [read("own"), read("share")] };
  expect(changesOf(change)).toEqual([{ kind: "action", object: "account", action: "read", from: ["all", "own"], to: ["own"] }]);
});

test("people for whom it means the same are told of together, with their records summed", () => {
  const other = { ...effect("c", 0), lost: [] };
  const groups = groupsOf([other, effect("a", 1), effect("b", 2)]);
  expect(groups.map((one) => one.people.map((person) => person.user.id))).toEqual([["a", "b"], ["c"]]);
  expect(recordsOf(groups[0]!)).toEqual([{ object: "account", before: 3, after: 13 }]);
});
