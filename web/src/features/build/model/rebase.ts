/** A draft on newer metadata: what others, or oneself, have published meanwhile stays. */
import { apply, diff, same } from "./draft";
import { type Clash, merge } from "./merge";
import type { Design, Draft, FieldPatch, Keys, ObjectDef, ObjectPatch } from "./types";

const standing = (object: ObjectDef, id: string): Keys | undefined => object.fields.find((field) => field.id === id) ?? (object.bin.find((field) => field.id === id) as unknown as Keys | undefined);

/** The keys that still differ from what is published now, each merged with what others have made of it. */
function mergedKeys(was: Keys, is: Keys, keys: Keys, path: string[], clash: (one: Clash) => void): Keys {
  const merged = Object.entries(keys).map(([key, mine]) => [key, merge(was[key], mine, is[key], [...path, key], clash) ?? null] as const);
  return Object.fromEntries(merged.filter(([key, value]) => !same(value, is[key] ?? null)));
}

function mergedPatch(was: ObjectDef, is: ObjectDef, patch: ObjectPatch, clash: (one: Clash) => void): ObjectPatch {
  const fields = patch.fields.map((field): FieldPatch => {
    const [before, now] = [standing(was, field.id), standing(is, field.id)];
    return field.isNew || !before || !now ? field : { ...field, keys: mergedKeys(before, now, field.keys, ["fields", field.id], clash) };
  });
  return {
    ...patch,
    keys: mergedKeys(was as unknown as Keys, is as unknown as Keys, patch.keys, [], clash),
    fields: fields.filter((field) => field.isNew || Object.keys(field.keys).length > 0),
  };
}

/** The draft that was made on `was`, made on `is`. */
export function rebase(was: Design, is: Design, draft: Draft): Draft {
  const clashes = [...(draft.clashes ?? [])];
  const objects = draft.objects.map((patch) => {
    const [before, now] = [was.get(patch.id), is.get(patch.id)];
    if (patch.isNew || !before || !now || before === now) return patch;
    return mergedPatch(before, now, patch, (one) => {
      const known = clashes.findIndex((other) => other.object === patch.id && same(other.path, one.path));
      clashes.splice(known < 0 ? clashes.length : known, known < 0 ? 0 : 1, { object: patch.id, ...one });
    });
  });
  const left = objects.filter((patch) => patch.isNew || patch.fields.length > 0 || Object.keys(patch.keys).length > 0);
  return { ...draft, objects: left, ...(clashes.length ? { clashes } : {}) };
}

/** What was new under the ids that it has been given. */
function settled(design: Design, ids: ReadonlyMap<string, string>): Design {
  return new Map(
    [...design.values()].map((object) => {
      const id = ids.get(object.id) ?? object.id;
      const fields = object.fields.map((field) => {
        const known = ids.get(`${object.id}.${field.id}`);
        return known ? { ...field, id: known, state: undefined } : field;
      });
      return [id, { ...object, id, fields, ...(id === object.id ? {} : { state: undefined }) } as ObjectDef];
    }),
  );
}

/** The ids that what was new on `sent` has on `is`. */
function given(sent: Design, is: Design): Map<string, string> {
  const ids = new Map<string, string>();
  for (const object of sent.values()) {
    const now = object.state === "new" ? [...is.values()].find((one) => one.name === object.name) : is.get(object.id);
    if (!now) continue;
    if (object.state === "new") ids.set(object.id, now.id);
    for (const field of object.fields) {
      const known = field.state && now.fields.find((one) => one.name === field.name);
      if (known) ids.set(`${object.id}.${field.id}`, known.id);
    }
  }
  return ids;
}

/** What is left of a draft on `was` once that part of it that was `sent` is published: the edits made since. */
export function withoutSent(was: Design, is: Design, sent: Draft, draft: Draft): Draft {
  const before = apply(was, sent);
  const ids = given(before, is);
  const start = settled(before, ids);
  const since = (key: "restore" | "purge") => draft[key].filter((target) => !sent[key].includes(target));
  const left = diff(start, settled(apply(was, draft), ids), { restore: since("restore"), purge: since("purge") });
  return rebase(start, is, left);
}
