import { describe, expect, it } from "vitest";

import type { Metadata } from "@/api/metadata";

import { apply, changeSetOf, designOf, diff } from "./draft";
import { addField, addObject, labelField, moveField, removeField, restoreField, setField } from "./edit";
import { freeName, nameOf, nameProblem } from "./names";
import { asMetadata } from "./preview";
import { renameField, renameInverse, renameObject } from "./rename";
import { type Design, type Draft, EMPTY } from "./types";

const described = { access: "write", depends_on_record: false, writable: true, widget: "text", operators: ["eq"], parts: [], sortable: true, groupable: true, grains: false, measures: [] };
const field = (name: string, type: string, keys = {}) => ({ id: name, name, type, label: { en: name }, system: false, app: "sales", ...described, ...keys });
const object = (name: string, fields: unknown[], keys = {}) => ({
  id: name, name, label: { en: name }, title: "name", icon: null, description: null, app: "sales", system: false, actions: ["configure"],
  fields, relations: [], unique: [], rules: [], removed_fields: [], ...keys,
});
const metadata = {
  version: 4,
  objects: [
    object("account", [field("name", "text", { required: true }), field("industry", "select", { options: [{ value: "a" }] })], {
      removed_fields: [{ id: "old", name: "old", type: "text", label: { en: "Old" } }],
      screens: { tabs: [{ name: "more", label: { en: "More" }, related: ["deals"] }] },
    }),
    object("deal", [field("name", "text"), field("account", "reference", { to: "account", inverse: "deals" }), field("state", "select", { options: [{ value: "won" }] })], {
      rules: [{ name: "r", when: { and: [{ field: "account.industry", op: "eq", value: "a" }, { field: "state", op: "empty" }] }, message: { en: "No" }, field: "state" }],
      screens: { form: [{ fields: ["name", "account", "state"] }], views: [{ name: "board", label: { en: "Board" }, kind: "kanban", by: "state", card: ["account.industry"] }] },
    }),
  ],
} as unknown as Metadata;
const base = designOf(metadata);

/** What is sent, and that the draft leads to the same design again. */
function sent(design: Design, kept?: Pick<Draft, "restore" | "purge">) {
  const draft = diff(base, design, kept);
  expect(diff(base, apply(base, JSON.parse(JSON.stringify(draft))), kept)).toEqual(draft);
  return changeSetOf(base, draft);
}

describe("a draft", () => {
  it("of nothing is nothing, and stays nothing when a change is taken back", () => {
    expect(sent(base)).toEqual({});
    const there = setField(base, "deal", "name", { required: true });
    expect(sent(setField(there, "deal", "name", { required: false }))).toEqual({});
  });

  it("says only the keys that differ, and null for back to the default", () => {
    const changed = setField(setField(base, "account", "name", { required: false, max_length: 80 }), "deal", "account", { inverse: "" });
    expect(sent(changed).objects).toEqual([
      { id: "account", fields: [{ id: "name", required: null, max_length: 80 }] },
      { id: "deal", fields: [{ id: "account", inverse: null }] },
    ]);
  });

  it("names new objects and fields, never their ids, and follows labels while nobody else does", () => {
    const title = { id: "name", name: "name", type: "text" as const, label: { "zh-CN": "名称" }, required: true, state: "new" as const };
    const made = addObject(base, { label: { "zh-CN": "设备" }, name: "she_bei", icon: "wrench" }, title);
    const [withField, id] = addField(made, "+she_bei", { type: "date", label: { "zh-CN": "日期" } });
    const labelled = labelField(withField, "+she_bei", id, { "zh-CN": "购买日期" });
    expect(sent(labelled).objects).toEqual([
      {
        name: "she_bei", label: { "zh-CN": "设备" }, icon: "wrench", title: "name",
        fields: [
          { name: "name", type: "text", label: { "zh-CN": "名称" }, required: true },
          { name: "gou_mai_ri_qi", type: "date", label: { "zh-CN": "购买日期" } },
        ],
      },
    ]);
  });

  it("removes a field together with what shows it, under the name that the server knows", () => {
    const removed = removeField(renameField(base, "deal", "state", "phase"), "deal", "state");
    const change = sent(removed);
    expect(change.remove).toEqual(["deal.state"]);
    expect((change.objects![0]!.screens as object)).toEqual({ form: [{ fields: ["name", "account"] }] });
    const related = sent(removeField(base, "deal", "account"));
    expect(related.objects![0]).toEqual({ id: "account", screens: { tabs: [{ name: "more", label: { en: "More" }, related: [] }] } });
  });

  it("gives a field that takes the name of a removed one an id of its own", () => {
    const [next] = addField(removeField(base, "deal", "state"), "deal", { type: "text", label: { en: "State" } });
    expect(sent(next).objects![0]!.fields).toEqual([{ id: "state_new", name: "state", type: "text", label: { en: "State" } }]);
  });

  it("restores fields and objects, and purges", () => {
    const restored = setField(restoreField(base, "account", "old"), "account", "old", { name: "former" });
    expect(sent(restored, { restore: ["visit"], purge: ["lead.x"] })).toEqual({
      objects: [{ id: "account", fields: [{ id: "old", name: "former" }] }],
      restore: ["visit", "account.old"],
      purge: ["lead.x"],
    });
  });

  it("carries renames into everything that speaks the old name", () => {
    const renamed = renameInverse(renameObject(renameField(base, "account", "industry", "branch"), "account", "customer"), "deal", "account", "business");
    expect(sent(renamed).objects).toEqual([
      {
        id: "account", name: "customer", screens: { tabs: [{ name: "more", label: { en: "More" }, related: ["business"] }] },
        fields: [{ id: "industry", name: "branch" }],
      },
      {
        id: "deal",
        rules: [{ ...metadata.objects[1]!.rules[0], when: { and: [{ field: "account.branch", op: "eq", value: "a" }, { field: "state", op: "empty" }] } }],
        screens: { ...metadata.objects[1]!.screens, views: [{ name: "board", label: { en: "Board" }, kind: "kanban", by: "state", card: ["account.branch"] }] },
        fields: [{ id: "account", to: "customer", inverse: "business" }],
      },
    ]);
  });

  it("orders published fields by the form", () => {
    const moved = sent(moveField(base, "deal", "state", "name")).objects![0]!.screens as { form: unknown };
    expect(moved.form).toEqual([{ fields: ["state", "name", "account"] }]);
    const laid = sent(moveField(base, "account", "name", "industry")).objects![0]!.screens as { form: unknown };
    expect(laid.form).toEqual([{ fields: ["industry", "name"] }]);
    const [between] = addField(base, "account", { type: "date", label: { en: "Since" }, before: "industry" });
    expect(sent(between).objects![0]).toMatchObject({ screens: { form: [{ fields: ["name", "since", "industry"] }] }, fields: [{ name: "since" }] });
  });

  it("outlives what others publish meanwhile", () => {
    const draft = diff(base, setField(base, "deal", "state", { help: { en: "?" } }));
    const newer = designOf({ ...metadata, objects: metadata.objects.slice(1).map((one) => ({ ...one, icon: "star" })) });
    expect(changeSetOf(newer, diff(newer, apply(newer, draft)))).toEqual({ objects: [{ id: "deal", fields: [{ id: "state", help: { en: "?" } }] }] });
    expect(apply(designOf({ version: 5, objects: [] }), draft).size).toBe(0);
  });

  it("can be looked at as metadata", () => {
    const [next] = addField(base, "deal", { type: "money", label: { en: "Worth" } });
    const shown = asMetadata(next, metadata).objects[1]!;
    expect(shown.fields.at(-1)).toMatchObject({ name: "worth", type: "money", measures: ["min", "max", "sum", "avg"], writable: true });
    expect(shown.fields[0]).toMatchObject({ operators: ["eq"] });
    expect(asMetadata(apply(base, EMPTY), metadata).objects[0]!.relations).toEqual([{ name: "deals", to: "deal", kind: "inverse", field: "account" }]);
  });
});

describe("names", () => {
  it.each([["设备编号", "she_bei_bian_hao"], ["Spare part", "spare_part"], ["客户 VIP 2024", "ke_hu_vip_2024"], ["Größe", "gro_e"], ["!!!", ""]])("%s → %s", (label, name) => {
    expect(nameOf(label)).toBe(name);
  });
  it("are free, and written as names are", () => {
    expect(freeName("a", ["a", "a_2"])).toBe("a_3");
    expect(freeName("owner", [])).toBe("owner_2");
    expect(nameProblem("a__b", [])).toBe("shape");
    expect(nameProblem("owner", [])).toBe("reserved");
    expect(nameProblem("ok", ["ok"])).toBe("taken");
    expect(nameProblem("ok", [])).toBeNull();
  });
});
