/** What of other objects belongs on a record's timeline. */
import type { Condition } from "@/api/condition";
import type { Field, Model, ObjectDefinition } from "@/api/metadata";

import { pointersTo, pointsAt, tellingFields } from "../relations";

export interface Source {
  object: ObjectDefinition;
  /** The field that says when it was. */
  moment: Field;
  pointers: Field[];
}

/** Ids of what belongs to this record, by object: an account's deals and people, whose talks are the account's too. */
export type Nearby = Readonly<Record<string, string[]>>;

/** Objects whose records appear here: they name a moment and refer to records of this object. */
export function sourcesOf(model: Model, object: ObjectDefinition): Source[] {
  return [...model.objects.values()].flatMap((other) => {
    const moment = other.screens?.timeline ? model.field(other.name, other.screens.timeline) : undefined;
    const pointers = pointersTo(object.name, other);
    return moment && pointers.length > 0 && other.actions.includes("read") ? [{ object: other, moment, pointers }] : [];
  });
}

/** Where a field may point at anything, records of this kind are made to be written about others: talks, tasks, notes. */
export const isAbout = (source: Source): Field | undefined => source.pointers.find((field) => field.type === "any_reference");

/** What belongs to a record: it is open to whoever may see the record, and one of the sources speaks of it. */
export function belongings(model: Model, object: ObjectDefinition, sources: Source[]): { object: string; field: Field }[] {
  return object.relations.flatMap((relation) => {
    const field = model.field(relation.to, relation.field);
    const inherits = relation.kind === "inverse" && relation.to !== object.name && field?.inherit;
    const spoken = sources.some((source) => isAbout(source) && pointersTo(relation.to, source.object).length > 0);
    return field && inherits && spoken ? [{ object: relation.to, field }] : [];
  });
}

/** The records of a source that belong here: they point at this record, or are about something that belongs to it. */
export function whereOf(source: Source, object: string, id: string, nearby: Nearby): Condition {
  const own = source.pointers.map((field) => pointsAt(field, object, [id]));
  if (!isAbout(source)) return own.length === 1 ? own[0]! : { or: own };
  const others = Object.entries(nearby).flatMap(([name, ids]) =>
    ids.length ? pointersTo(name, source.object).map((field) => pointsAt(field, name, ids)) : [],
  );
  const all = [...own, ...others];
  return all.length === 1 ? all[0]! : { or: all };
}

const TEXTS = new Set<Field["type"]>(["long_text", "rich_text"]);
const MOST = 5;

/** What an entry shows of a source's record: its kind, its text, what tells the rest. */
export function shownFields(model: Model, source: Source): { text?: Field; kind?: Field; others: Field[] } {
  const { object, moment } = source;
  const telling = tellingFields(model, object, [moment.name, "owner", "created_at", "created_by"], MOST);
  const kind = telling.find((field) => field.type === "select");
  return {
    text: object.fields.find((field) => TEXTS.has(field.type) && !field.system),
    kind,
    others: telling.filter((field) => field !== kind),
  };
}
