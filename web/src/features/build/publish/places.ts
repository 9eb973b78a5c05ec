/** Where in the builder a problem of the change-set is put right. */
import { addressOf } from "../parts/go";
import type { Design, Draft, FieldDef, ObjectDef } from "../model/types";

export type Tab = "fields" | "page" | "views" | "rules";

export interface Located {
  object: ObjectDef;
  field?: FieldDef;
  tab: Tab;
  /** The name of the rule or view. */
  part?: string;
}

const PLACE = /^objects\[(\d+)\](?:\.fields\[(\d+)\])?(?:\.(\w+))?(?:\.(\w+))?(?:\[(\d+)\])?/;

export function located(place: string | null | undefined, draft: Draft, design: Design): Located | null {
  const found = PLACE.exec(place ?? "");
  const patch = found && draft.objects[Number(found[1])];
  const object = patch && design.get(patch.id);
  if (!found || !object) return null;
  if (found[2] !== undefined) {
    const id = patch.fields[Number(found[2])]?.id;
    return { object, field: object.fields.find((field) => field.id === id), tab: "fields" };
  }
  const index = Number(found[5] ?? NaN);
  if (found[3] === "rules") return { object, tab: "rules", part: object.rules[Number(/\.rules\[(\d+)\]/.exec(place!)?.[1])]?.name };
  if (found[3] === "screens") return found[4] === "views" ? { object, tab: "views", part: object.screens?.views?.[index]?.name } : { object, tab: "page" };
  return { object, tab: "fields" };
}

export function addressOfPlace({ object, field, tab, part }: Located): string {
  return addressOf(object.name, tab, { ...(field ? { field: field.id } : {}), ...(part ? { [tab === "rules" ? "rule" : "view"]: part } : {}) });
}
