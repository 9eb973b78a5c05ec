import { expect, it } from "vitest";

import type { Metadata } from "@/api/metadata";

import { apply, changeSetOf, designOf, diff } from "./draft";
import { addField, addObject, keepField, removeField, setField, setScreens } from "./edit";
import { at, put } from "./merge";
import { rebase, withoutSent } from "./rebase";
import type { Design } from "./types";

const field = (name: string, type = "text", keys = {}) => ({ id: name, name, type, label: { en: name }, ...keys });
const deal = (screens: object, fields: object[] = []) => ({
  id: "deal", name: "deal", label: { en: "Deal" }, title: "name", icon: null, description: null, app: null, system: false, actions: ["configure"],
  fields: [field("name"), field("stage", "select", { options: ["a", "b"] }), field("size", "integer"), ...fields], unique: [], rules: [], removed_fields: [], screens,
});
const published = (...objects: object[]): Design => designOf({ version: 1, objects } as unknown as Metadata);
const view = (name: string, keys = {}) => ({ name, label: { en: name }, kind: "list", ...keys });
const screens = {
  form: [{ fields: ["name", "stage", "size"] }],
  tabs: [{ name: "rest", label: {}, related: ["*"] }],
  views: [view("all"), { ...view("board"), kind: "kanban", by: "stage" }],
};
const base = published(deal(screens));

it("keeps what others have published meanwhile, part by part, and says where both have changed the same", () => {
  const mine = setScreens(setField(base, "deal", "size", { help: { en: "Mine" } }), "deal", (now) => ({
    ...now,
    form: [{ fields: ["size", "name", "stage"] }],
    views: [view("all", { where: { field: "size", op: "gt", value: 1 } }), now.views![1]!, view("large")] as never,
  }));
  const theirs = published(
    deal({ ...screens, form: [{ fields: ["name", "stage", "size", "due"] }], views: [view("all", { where: { field: "size", op: "gt", value: 2 } }), view("late")] }, [field("due", "date")]),
  );
  const draft = rebase(base, theirs, diff(base, mine));
  const merged = apply(theirs, draft).get("deal")!;
  expect(merged.screens!.views!.map((one) => one.name)).toEqual(["all", "large", "late"]);
  expect(merged.screens!.form![0]!.fields).toEqual(["size", "due", "name", "stage"]);
  expect(draft.clashes).toMatchObject([{ object: "deal", path: ["screens", "views", "all", "where"], theirs: { value: 2 } }]);
  const { path, theirs: chosen } = draft.clashes![0]!;
  expect(at(put(merged, path, chosen), path)).toEqual({ field: "size", op: "gt", value: 2 });
  expect(changeSetOf(theirs, draft).objects![0]!.fields).toEqual([{ id: "size", help: { en: "Mine" } }]);
});

it("leaves nothing of what a run has published, and all that was changed while it ran", () => {
  const title = { id: "+name", name: "name", type: "text" as const, label: { en: "Name" }, state: "new" as const };
  const [withDue] = addField(addObject(base, { label: { en: "Pump" }, name: "pump", icon: null }, title), "deal", { type: "date", label: { en: "Due" } });
  const sent = diff(base, withDue);
  const is = published(
    deal({ ...screens, form: [{ fields: ["name", "stage", "size", "due"] }] }, [field("due", "date")]),
    { ...deal({}), id: "pump", name: "pump", label: { en: "Pump" }, fields: [field("name")] },
  );
  expect(changeSetOf(is, withoutSent(base, is, sent, sent))).toEqual({});
  const since = diff(base, setField(setField(apply(base, sent), "deal", "+due", { help: { en: "When?" } }), "+pump", "+name", { required: true }));
  expect(changeSetOf(is, withoutSent(base, is, sent, since)).objects).toEqual([
    { id: "deal", fields: [{ id: "due", help: { en: "When?" } }] },
    { id: "pump", fields: [{ id: "name", required: true }] },
  ]);
});

it("puts a field that is kept after all back where it stood, and leaves other changes", () => {
  const removed = setScreens(removeField(base, "deal", "stage"), "deal", (now) => ({ ...now, summary: ["name"] }));
  const kept = keepField(removed, base, "deal", "stage");
  expect(changeSetOf(base, diff(base, kept)).objects).toEqual([{ id: "deal", screens: { ...screens, summary: ["name"] } }]);
});

it("leaves objects alone that are closed to somebody", () => {
  const closed = designOf({ version: 1, objects: [{ ...deal(screens), actions: [] }] } as unknown as Metadata);
  expect(changeSetOf(closed, diff(closed, setField(closed, "deal", "size", { help: { en: "?" } })))).toEqual({});
});
