/** Who points at whom in a design. */
import type { Relation } from "@/api/metadata";

import type { Design, FieldDef, ObjectDef } from "./types";

/** The names of the objects that a field points at. */
export function targetsOf(field: FieldDef): string[] {
  if (field.type === "user") return ["user"];
  if (field.type === "department") return ["department"];
  const to = field.to as string | string[] | undefined;
  return to === undefined ? [] : Array.isArray(to) ? to : [to];
}

export const isReference = (field: FieldDef) =>
  ["reference", "references", "any_reference", "user", "department"].includes(field.type);

export const objectNamed = (design: Design, name: string): ObjectDef | undefined => {
  for (const object of design.values()) if (object.name === name) return object;
  return undefined;
};

/** The relations to many that conditions, tabs and related lists may speak of. */
export function relationsOf(design: Design, object: ObjectDef): Relation[] {
  const found: Relation[] = object.fields
    .filter((field) => field.type === "references")
    .map((field) => ({ name: field.name, to: targetsOf(field)[0] ?? "", kind: "link", field: field.name }));
  for (const other of design.values())
    for (const field of other.fields)
      if (typeof field.inverse === "string" && field.inverse && targetsOf(field).includes(object.name))
        found.push({ name: field.inverse, to: other.name, kind: "inverse", field: field.name });
  return found;
}
