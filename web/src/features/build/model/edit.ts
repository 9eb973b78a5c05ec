/** What a builder does to a design: each a pure step from one design to the next. */
import type { Labels, Screens, Section } from "@/api/metadata";

import { merge } from "./merge";
import { freeName, suggestion } from "./names";
import { relationsOf, targetsOf } from "./relations";
import { renameField, renameInverse } from "./rename";
import type { Definable, Design, FieldDef, Keys, ObjectDef } from "./types";

export function change(design: Design, objectId: string, how: (object: ObjectDef) => ObjectDef): Design {
  const object = design.get(objectId);
  return object ? new Map(design).set(objectId, how(object)) : design;
}

const isSaid = (value: unknown) => value !== undefined && value !== null && value !== "";

/** Keys of a field; undefined, null and "" take a key away. */
export function setField(design: Design, objectId: string, fieldId: string, keys: Keys): Design {
  return change(design, objectId, (object) => ({
    ...object,
    fields: object.fields.map((field) => {
      if (field.id !== fieldId) return field;
      const merged = { ...field, ...keys };
      return Object.fromEntries(Object.entries(merged).filter(([key, value]) => key === "label" || isSaid(value))) as FieldDef;
    }),
  }));
}

/** A new label; the name of a field that nobody has used yet follows, as long as it was made of the label before. */
export function labelField(design: Design, objectId: string, fieldId: string, label: Labels): Design {
  const object = design.get(objectId);
  const field = object?.fields.find((one) => one.id === fieldId);
  if (!object || !field) return design;
  const taken = namesOn(design, object).filter((name) => name !== field.name);
  const follows = field.state === "new" && field.name === freeName(suggestion(field.label), taken, field.type);
  const named = follows ? renameField(design, objectId, fieldId, freeName(suggestion(label), taken, field.type)) : design;
  return setField(named, objectId, fieldId, { label });
}

/** An id for what is not published yet; none that is published looks like it. */
function localId(name: string, taken: string[]): string {
  let id = `+${name}`;
  while (taken.includes(id)) id += "_";
  return id;
}

/** What fields and relations of an object are called. */
export const namesOn = (design: Design, object: ObjectDef): string[] => [
  ...object.fields.map((field) => field.name),
  ...relationsOf(design, object).map((relation) => relation.name),
];

export function addObject(design: Design, keys: { label: Labels; name: string; icon: string | null; app?: string | null }, title: FieldDef): Design {
  const id = localId(keys.name, [...design.keys()]);
  return new Map(design).set(id, {
    id,
    name: keys.name,
    label: keys.label,
    icon: keys.icon,
    title: title.name,
    description: null,
    app: keys.app ?? null,
    system: false,
    open: true,
    state: "new",
    fields: [title],
    unique: [],
    rules: [],
    screens: null,
    bin: [],
  });
}

export interface NewField {
  type: Definable;
  label: Labels;
  keys?: Keys;
  /** Before which field; at the end without one. */
  before?: string;
}

/** A field; it also stands in the form, where the form has been laid out. Gives the design and the field's id. */
export function addField(design: Design, objectId: string, { type, label, keys, before }: NewField): [Design, string] {
  const object = design.get(objectId);
  if (!object) return [design, ""];
  const name = freeName(suggestion(label), namesOn(design, object), type);
  const id = localId(name, object.fields.map((field) => field.id));
  const field: FieldDef = { id, name, type, label, state: "new", ...keys };
  // Published definitions have no order of their own: the form keeps the place.
  const byForm = before !== undefined && object.state !== "new" && !object.screens?.form?.length;
  const at = before && !byForm ? object.fields.findIndex((one) => one.id === before) : -1;
  const fields = [...object.fields];
  fields.splice(at < 0 ? fields.length : at, 0, field);
  const next = change(design, objectId, (one) => ({ ...one, fields, screens: withField(one.screens, name, one.fields.find((f) => f.id === before)?.name) }));
  return [byForm ? moveField(next, objectId, id, before) : next, id];
}

function withField(screens: Screens | null, name: string, before?: string): Screens | null {
  if (!screens?.form?.length) return screens;
  const at = Math.max(0, before ? screens.form.findIndex((section) => section.fields.includes(before)) : screens.form.length - 1);
  const form = screens.form.map((section, index) => {
    if (index !== at) return section;
    const fields = [...section.fields];
    const place = before ? fields.indexOf(before) : -1;
    fields.splice(place < 0 ? fields.length : place, 0, name);
    return { ...section, fields };
  });
  return { ...screens, form };
}

/** To the recycle bin; what shows the field shows it no longer. */
export function removeField(design: Design, objectId: string, fieldId: string): Design {
  const field = design.get(objectId)?.fields.find((one) => one.id === fieldId);
  if (!field) return design;
  const next = field.inverse ? withoutRelation(design, field) : design;
  return change(next, objectId, (object) => ({
    ...object,
    title: object.title === field.name ? null : object.title,
    fields: object.fields.filter((one) => one.id !== fieldId),
    screens: object.screens && withoutField(object.screens, field.name),
    bin:
      field.state === "restored" ? [...object.bin, { id: field.id, name: field.name, type: field.type, label: field.label }] : object.bin,
  }));
}

/** A field that was to be removed stays after all, everywhere where it stood. */
export function keepField(design: Design, base: Design, objectId: string, fieldId: string): Design {
  const field = base.get(objectId)?.fields.find((one) => one.id === fieldId);
  if (!field) return design;
  const without = removeField(base, objectId, fieldId);
  const next = new Map(design);
  for (const [id, object] of base) {
    const [was, now] = [without.get(id), next.get(id)];
    if (!was || !now || was === object) continue;
    const back = (key: "title" | "screens") => merge(was[key], now[key], object[key], [key], () => undefined) ?? null;
    next.set(id, { ...now, title: back("title"), screens: back("screens"), fields: id === objectId ? [...now.fields, field] : now.fields } as ObjectDef);
  }
  return next;
}

export const isRemovable = (object: ObjectDef, field: FieldDef) => !field.system && object.title !== field.name;

export function restoreField(design: Design, objectId: string, fieldId: string): Design {
  return change(design, objectId, (object) => {
    const field = object.bin.find((one) => one.id === fieldId);
    if (!field) return object;
    const name = freeName(field.name, object.fields.map((one) => one.name));
    return {
      ...object,
      fields: [...object.fields, { ...field, name, state: "restored" } as FieldDef],
      bin: object.bin.filter((one) => one.id !== fieldId),
    };
  });
}

export function removeObject(design: Design, objectId: string): Design {
  const next = new Map(design);
  next.delete(objectId);
  return next;
}

const begins = (path: string | undefined, name: string) => path === name || path?.startsWith(`${name}.`);

function withoutField(screens: Screens, name: string): Screens {
  const other = (paths: string[]) => paths.filter((path) => !begins(path, name));
  const section = (one: Section): Section => ({ ...one, fields: other(one.fields) });
  return {
    ...screens,
    ...(screens.summary ? { summary: other(screens.summary) } : {}),
    ...(begins(screens.timeline, name) ? { timeline: undefined } : {}),
    ...(screens.form ? { form: screens.form.map(section) } : {}),
    ...(screens.tabs ? { tabs: screens.tabs.map((tab) => ({ ...tab, ...(tab.sections ? { sections: tab.sections.map(section) } : {}) })) } : {}),
    ...(screens.views
      ? {
          views: screens.views
            .filter((view) => !begins(view.by, name) && !begins(view.start, name))
            .map((view) => ({
              ...view,
              ...(view.columns ? { columns: other(view.columns) } : {}),
              ...(view.card ? { card: other(view.card) } : {}),
              ...(view.sort ? { sort: view.sort.filter((one) => !begins(one.field, name)) } : {}),
              ...Object.fromEntries((["group", "sum", "value", "end"] as const).filter((key) => begins(view[key], name)).map((key) => [key, undefined])),
            })),
        }
      : {}),
  };
}

function withoutRelation(design: Design, field: FieldDef): Design {
  const targets = targetsOf(field);
  return new Map(
    [...design].map(([id, object]) => {
      const tabs = object.screens?.tabs;
      if (!targets.includes(object.name) || !tabs?.some((tab) => tab.related?.includes(field.inverse as string))) return [id, object];
      const kept = tabs.map((tab) => (tab.related ? { ...tab, related: tab.related.filter((name) => name !== field.inverse) } : tab));
      return [id, { ...object, screens: { ...object.screens, tabs: kept } }];
    }),
  );
}

/** A new name for the relation; "" takes it away. */
export function setInverse(design: Design, objectId: string, fieldId: string, inverse: string): Design {
  const field = design.get(objectId)?.fields.find((one) => one.id === fieldId);
  if (!field) return design;
  return renameInverse(inverse ? design : withoutRelation(design, field), objectId, fieldId, inverse || null);
}

export function setScreens(design: Design, objectId: string, how: (screens: Screens) => Screens): Design {
  return change(design, objectId, (object) => ({ ...object, screens: how(object.screens ?? {}) }));
}

/** Fields in the order in which people meet them: that of the form, then the others. */
export function orderedFields(object: ObjectDef): FieldDef[] {
  const own = object.fields.filter((field) => !field.system);
  const places = new Map((object.screens?.form ?? []).flatMap((section) => section.fields).map((name, at) => [name, at]));
  return places.size === 0 ? own : own.map((field, at) => ({ field, at: places.get(field.name) ?? 10_000 + at })).sort((a, b) => a.at - b.at).map(({ field }) => field);
}

/** Puts a field where another stands. Among published fields the form keeps the order: definitions have none of their own. */
export function moveField(design: Design, objectId: string, fieldId: string, over: string): Design {
  const object = design.get(objectId);
  if (!object || fieldId === over) return design;
  const order = orderedFields(object);
  const from = order.findIndex((field) => field.id === fieldId);
  const to = order.findIndex((field) => field.id === over);
  if (from < 0 || to < 0) return design;
  const moved = order[from]!;
  const target = order[to]!;
  if (!object.screens?.form?.length && object.state === "new") {
    order.splice(to, 0, ...order.splice(from, 1));
    return change(design, objectId, (one) => ({ ...one, fields: [...one.fields.filter((field) => field.system), ...order] }));
  }
  return setScreens(design, objectId, (screens) => {
    const form = screens.form?.length ? screens.form : [{ fields: order.map((field) => field.name) }];
    const without = form.map((section) => ({ ...section, fields: section.fields.filter((name) => name !== moved.name) }));
    const at = without.findIndex((section) => section.fields.includes(target.name));
    return {
      ...screens,
      form: without.map((section, index) => {
        if (index !== (at < 0 ? without.length - 1 : at)) return section;
        const fields = [...section.fields];
        const place = fields.indexOf(target.name);
        fields.splice(place < 0 ? fields.length : place + (to > from ? 1 : 0), 0, moved.name);
        return { ...section, fields };
      }),
    };
  });
}
