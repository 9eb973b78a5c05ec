import { describe, expect, it } from "vitest";

import type { ViewContent } from "@/api/metadata";

import { ALL, askedWhere, changedState, isChanged, type ListState, readState, shownContent, writeState } from "./state";

const view: ViewContent = {
  columns: ["name", "stage"],
  where: { field: "stage", op: "ne", value: "lost" },
  sort: [{ field: "close_date", dir: "asc" }],
  group: "stage",
};

describe("the address of a list", () => {
  it("says everything that is shown, and reads back the same", () => {
    const state: ListState = {
      view: "2024",
      q: "华为 5678",
      where: { or: [{ field: "account.industry", op: "in", value: ["machinery"] }, { none: "tasks" }] },
      sort: [{ field: "amount", dir: "desc" }, { field: "account.name", dir: "asc" }],
      columns: ["name", "account.industry"],
      group: "owner",
    };
    expect(readState(writeState(state))).toEqual(state);
    expect(writeState(state).sort).toBe("-amount,account.name");
  });

  it("takes numbers for the texts that they were, and nothing else for a condition", () => {
    expect(readState({ view: 2024, q: 138, where: "x", columns: "", sort: 7 })).toEqual({
      view: "2024",
      q: "138",
      where: undefined,
      columns: undefined,
      group: undefined,
      sort: [{ field: "7", dir: "asc" }],
    });
  });
});

describe("a view and what is said instead", () => {
  it("shows the view where nothing is said", () => {
    expect(shownContent(view, {})).toEqual(view);
    expect(isChanged({ view: "open", q: "x" })).toBe(false);
  });

  it("keeps only what differs, whatever the order of keys", () => {
    const same = { value: "lost", op: "ne", field: "stage" } as const;
    expect(changedState(view, {}, { where: same, sort: view.sort, columns: ["name", "stage"], group: "stage" })).toEqual({});
  });

  it("can show all where the view filters, and no groups where it groups", () => {
    const state = changedState(view, {}, { where: ALL, group: "", sort: [] });
    expect(isChanged(state)).toBe(true);
    expect(shownContent(view, readState(writeState(state)))).toMatchObject({ where: undefined, group: undefined, sort: [] });
    expect(changedState({ columns: ["name"] }, {}, { where: ALL, group: "" })).toEqual({});
  });

  it("narrows the filter down by what the search box says", () => {
    expect(askedWhere(view.where, " 华为 ")).toEqual({ and: [view.where, { search: "华为" }] });
    expect(askedWhere(undefined, " ")).toBeUndefined();
  });
});
