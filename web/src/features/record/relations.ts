/** How other records hang on this one. */
import type { Condition, Operand } from "@/api/condition";
import { type Field, type Model, type ObjectDefinition, type Relation, targetsOf } from "@/api/metadata";
import type { RecordData } from "@/api/records";
import { asReference } from "@/fields";

/** Fields of `other` that point at records of `object`, the system's own (who created it, whose it is) left out. */
export function pointersTo(object: string, other: ObjectDefinition): Field[] {
  return other.fields.filter((field) => !field.system && field.operators.length > 0 && targetsOf(field).includes(object));
}

/** The condition that a field points at one of these records of `object`. */
export function pointsAt(field: Field, object: string, ids: string[]): Condition {
  if (field.type === "any_reference") return { field: field.name, op: "in", value: ids.map((id) => ({ object, id })) };
  if (field.type === "references") return { field: field.name, op: "has_any", value: ids };
  return { field: field.name, op: "in", value: ids };
}

/** Which records a relation leads to. */
export function relatedWhere(model: Model, object: ObjectDefinition, relation: Relation, record: RecordData): Condition | undefined {
  if (relation.kind === "link") {
    const ids = (Array.isArray(record[relation.field]) ? (record[relation.field] as unknown[]) : []).flatMap((one) => asReference(one)?.id ?? []);
    return { field: "id", op: "in", value: ids as Operand[] };
  }
  const field = model.field(relation.to, relation.field);
  return field && pointsAt(field, object.name, [record.id]);
}

/** The value with which a new record points at this one. */
export function presetOf(field: Field, object: ObjectDefinition, record: RecordData): Record<string, unknown> {
  const reference = { id: record.id, title: titleOf(object, record) };
  if (field.type === "any_reference") return { [field.name]: { object: object.name, ...reference } };
  return { [field.name]: field.type === "references" ? [reference] : reference };
}

/** What a record is called. */
export function titleOf(object: ObjectDefinition, record: RecordData): string {
  const value = object.title ? record[object.title] : undefined;
  if (value === null || value === undefined || value === "") return "";
  return typeof value === "object" ? (asReference(value)?.title ?? "") : String(value);
}

/** A few fields that tell records of an object apart in a list within another record: never the way back, nor what is long. */
export function tellingFields(model: Model, object: ObjectDefinition, without: string[], most: number): Field[] {
  const drawn = object.screens?.summary ?? [];
  const others = object.fields.filter((field) => !field.system && field.sortable).map((field) => field.name);
  const names = [...new Set([...drawn, ...(drawn.length ? [] : others)])];
  return names
    .filter((name) => name !== object.title && !without.includes(name) && !name.includes("."))
    .flatMap((name) => model.field(object.name, name) ?? [])
    .slice(0, most);
}

/** The select whose options mean something (open, won, lost …): the path that a record takes. */
export function pathField(object: ObjectDefinition): Field | undefined {
  const staged = object.fields.filter((field) => field.type === "select" && field.options?.some((option) => option.category));
  const board = object.screens?.views?.find((view) => view.by)?.by;
  return staged.find((field) => field.name === board) ?? staged[0];
}
