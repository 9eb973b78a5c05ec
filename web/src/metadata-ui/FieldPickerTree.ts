/** What a field can be picked from: an object's own fields, those of what it refers to, and its relations. */
import { type Field, type Model, type Relation, targetsOf } from "@/api/metadata";

export interface FieldChoice {
  kind: "field";
  path: string;
  fields: Field[];
  /** The object that a reference leads to, where one may go on. */
  leads?: string;
  /** Whether the field itself may be picked, or only what is behind it. */
  pickable: boolean;
}
export interface RelationChoice {
  kind: "relation";
  relation: Relation;
}
export type Choice = FieldChoice | RelationChoice;

export const MOST_STEPS = 6;

/** The fields behind a way of references, own ones first, then what the system keeps. */
export function choicesAt(
  model: Model,
  object: string,
  way: readonly Field[],
  accepts: (field: Field) => boolean,
  partOf: (field: Field, part: string) => Field | undefined,
): FieldChoice[] {
  const at = way.length ? targetsOf(way.at(-1)!)[0] : object;
  const fields = model.object(at ?? "")?.fields ?? [];
  const before = way.map((field) => field.name);
  const ordered = [...fields.filter((field) => !field.system), ...fields.filter((field) => field.system)];
  return ordered.flatMap((field): FieldChoice[] => {
    const targets = targetsOf(field);
    const follows = field.type !== "references" && targets.length === 1 && model.object(targets[0]!) && before.length + 1 < MOST_STEPS;
    const choice = { kind: "field" as const, path: [...before, field.name].join("."), fields: [...way, field], leads: follows ? targets[0] : undefined };
    const parts = field.parts.flatMap((name): FieldChoice[] => {
      const part = partOf(field, name);
      return part && accepts(part) ? [{ kind: "field", path: `${choice.path}.${name}`, fields: [...way, field, part], pickable: true }] : [];
    });
    const pickable = accepts(field);
    return pickable || follows ? [{ ...choice, pickable }, ...parts] : parts;
  });
}

/** Choices whose labels hold what was typed: those here, and those one reference further. */
export function searched(
  typed: string,
  here: FieldChoice[],
  behind: (choice: FieldChoice) => FieldChoice[],
  labelOf: (choice: FieldChoice) => string,
): FieldChoice[] {
  const wanted = typed.trim().toLowerCase().split(/\s+/);
  const fits = (choice: FieldChoice) => {
    const text = `${labelOf(choice)} ${choice.path}`.toLowerCase();
    return choice.pickable && wanted.every((word) => text.includes(word));
  };
  const further = here.filter((choice) => choice.leads).flatMap(behind);
  return [...here.filter(fits), ...further.filter(fits)].slice(0, 60);
}
