/** From what is published to a design and back: `apply` works a draft in, `diff` finds it again, `changeSetOf` says it to the server. */
import type { Metadata, Screens } from "@/api/metadata";

import type { ChangeSet, Design, Draft, FieldDef, FieldPatch, Keys, ObjectDef, ObjectPatch } from "./types";

const DESCRIBED = new Set(
  "access depends_on_record writable widget operators parts sortable groupable grains measures app".split(" "),
);
const FIELD_DEFAULTS: Keys = {
  required: false,
  unique: false,
  visible: true,
  readonly: false,
  history: true,
  indexed: false,
  searchable: true,
  system: false,
};
/** Keys of a field that are not said to the server as they are. */
const APART = new Set(["id", "system", "state"]);
const OBJECT_KEYS = ["name", "label", "title", "icon", "description", "unique", "rules", "screens"] as const;

/** Equal as JSON, whatever the order of keys. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => same((one as Keys)[key], (other as Keys)[key]));
}

const isVoid = (value: unknown) =>
  value === undefined ||
  value === null ||
  (typeof value === "object" && (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0));

function normal(field: Keys): Keys {
  const kept: Keys = {};
  for (const [key, value] of Object.entries(field))
    if (!DESCRIBED.has(key) && value !== undefined && value !== null && !(key in FIELD_DEFAULTS && FIELD_DEFAULTS[key] === value))
      kept[key] = value;
  return kept;
}

/** What is published, as a design. */
export function designOf(metadata: Metadata): Design {
  return new Map(
    metadata.objects.map((object): [string, ObjectDef] => [
      object.id,
      {
        id: object.id,
        name: object.name,
        label: object.label,
        title: object.title,
        icon: object.icon,
        description: object.description,
        app: object.app,
        system: object.system,
        open: object.actions.includes("configure"),
        fields: object.fields.map((field) => ({ label: {}, ...normal(field) }) as FieldDef),
        unique: object.unique,
        rules: object.rules,
        screens: object.screens ?? null,
        bin: object.removed_fields,
      },
    ]),
  );
}

const emptyObject = (id: string): ObjectDef => ({
  id,
  name: id,
  label: {},
  title: null,
  icon: null,
  description: null,
  app: null,
  system: false,
  open: true,
  state: "new",
  fields: [],
  unique: [],
  rules: [],
  screens: null,
  bin: [],
});

function withKeys(definition: Keys, keys: Keys): Keys {
  return Object.fromEntries(Object.entries({ ...definition, ...keys }).filter(([, value]) => value !== null));
}

function applied(object: ObjectDef, patch: ObjectPatch): ObjectDef {
  const patches = new Map(patch.fields.map((field) => [field.id, field]));
  const fields = object.fields.map((field) => {
    const found = patches.get(field.id);
    patches.delete(field.id);
    return found ? ({ label: {}, ...withKeys(field, found.keys) } as FieldDef) : field;
  });
  for (const one of patches.values())
    if (one.isNew) fields.push({ label: {}, ...withKeys({ id: one.id, state: "new" }, one.keys) } as FieldDef);
  const empty = emptyObject(object.id);
  const keys = Object.fromEntries(OBJECT_KEYS.filter((key) => key in patch.keys).map((key) => [key, patch.keys[key] ?? empty[key]]));
  return { ...object, ...keys, fields };
}

/** The design that a draft leads to. What the draft says of things that are no longer there falls away. */
export function apply(base: Design, draft: Draft): Design {
  const design = new Map(base);
  for (const target of draft.restore) {
    const [id, fieldId] = target.split(".");
    const object = design.get(id!);
    const field = object?.bin.find((one) => one.id === fieldId);
    if (object && field)
      design.set(id!, {
        ...object,
        fields: [...object.fields, { ...field, state: "restored" } as FieldDef],
        bin: object.bin.filter((one) => one.id !== fieldId),
      });
  }
  for (const patch of draft.objects) {
    const object = patch.isNew ? emptyObject(patch.id) : design.get(patch.id);
    if (object) design.set(patch.id, applied(object, patch));
  }
  for (const target of [...draft.remove, ...draft.purge]) {
    const [id, fieldId] = target.split(".");
    const object = design.get(id!);
    if (!fieldId) design.delete(id!);
    else if (object)
      design.set(id!, {
        ...object,
        fields: object.fields.filter((field) => field.id !== fieldId),
        bin: object.bin.filter((field) => field.id !== fieldId),
      });
  }
  return design;
}

function keysBetween(before: Keys, after: Keys): Keys {
  const keys: Keys = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
    if (!APART.has(key) && !same(before[key], after[key])) keys[key] = after[key] ?? null;
  return keys;
}

function objectKeys(object: ObjectDef): Keys {
  const screens = object.screens && cleanScreens(object.screens);
  return Object.fromEntries(OBJECT_KEYS.map((key) => [key, key === "screens" ? screens : object[key]]).filter(([, value]) => !isVoid(value)));
}

/** Without keys that say nothing. */
function cleanScreens(screens: Screens): Screens {
  return Object.fromEntries(Object.entries(screens).filter(([, value]) => !isVoid(value)));
}

function patchBetween(before: ObjectDef | undefined, after: ObjectDef, targets: Pick<Draft, "remove" | "restore">): ObjectPatch | null {
  const start = before ?? emptyObject(after.id);
  const known = new Map(start.fields.map((field) => [field.id, field]));
  const fields: FieldPatch[] = [];
  for (const field of after.fields) {
    const old = known.get(field.id);
    known.delete(field.id);
    if (old === field) continue;
    if (old) {
      const keys = keysBetween(normal(old), normal(field));
      if (Object.keys(keys).length) fields.push({ id: field.id, keys });
    } else if (field.state === "restored") {
      targets.restore.push(`${after.id}.${field.id}`);
      const bin = start.bin.find((one) => one.id === field.id);
      const keys = keysBetween(normal({ ...bin }), normal(field));
      if (Object.keys(keys).length) fields.push({ id: field.id, keys });
    } else fields.push({ id: field.id, isNew: true, keys: keysBetween({}, normal(field)) });
  }
  targets.remove.push(...[...known.keys()].map((id) => `${after.id}.${id}`));
  const keys = keysBetween(before ? objectKeys(start) : {}, objectKeys(after));
  if (before && Object.keys(keys).length === 0 && fields.length === 0) return null;
  return { id: after.id, ...(before ? {} : { isNew: true as const }), keys, fields };
}

/** The draft that leads from one to the other. `kept` are restored objects, things to purge and clashes, which no design shows. */
export function diff(base: Design, design: Design, kept: Pick<Draft, "restore" | "purge" | "clashes"> = { restore: [], purge: [] }): Draft {
  const restore = kept.restore.filter((target) => !target.includes("."));
  const targets = { remove: [] as string[], restore: [...restore] };
  const objects: ObjectPatch[] = [];
  for (const object of design.values()) {
    const before = base.get(object.id);
    // A closed object is left as it is: the server carries new names into it.
    if (before === object || before?.open === false) continue;
    const patch = patchBetween(before, object, targets);
    if (patch) objects.push(patch);
  }
  for (const [id, object] of base) if (object.open && !design.has(id)) targets.remove.push(id);
  return { objects, ...targets, purge: [...kept.purge], ...(kept.clashes ? { clashes: kept.clashes } : {}) };
}

/** The name by which the server still knows a target of `remove`. */
function published(base: Design, target: string): string {
  const [id, fieldId] = target.split(".");
  const object = base.get(id!);
  if (!object) return target;
  return fieldId ? `${object.name}.${object.fields.find((field) => field.id === fieldId)?.name ?? fieldId}` : object.name;
}

function entryOf(patch: ObjectPatch, base: ObjectDef | undefined): Keys {
  const names = new Set(base?.fields.map((field) => field.name));
  const fields = patch.fields.map(({ id, isNew, keys }) => {
    // A new field under the name of one that goes away must not be taken for it.
    const taken = isNew && names.has(keys.name as string);
    return { ...(isNew ? (taken ? { id: `${id.slice(1, 50)}_new` } : {}) : { id }), ...keys };
  });
  return { ...(patch.isNew ? {} : { id: patch.id }), ...patch.keys, ...(fields.length ? { fields } : {}) };
}

/** The draft in the server's words. Entries stand in the order of the draft, so that problems find their place again. */
export function changeSetOf(base: Design, draft: Draft, note = ""): ChangeSet {
  return {
    ...(draft.objects.length ? { objects: draft.objects.map((patch) => entryOf(patch, base.get(patch.id))) } : {}),
    ...(draft.remove.length ? { remove: draft.remove.map((target) => published(base, target)) } : {}),
    ...(draft.restore.length ? { restore: draft.restore } : {}),
    ...(draft.purge.length ? { purge: draft.purge } : {}),
    ...(note ? { note } : {}),
  };
}
