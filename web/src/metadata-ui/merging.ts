/** Two people changed the same record: what comes together by itself, and what somebody has to decide. */
import type { Field, ObjectDefinition } from "@/api/metadata";
import { same } from "@/fields";

type Values = Readonly<Record<string, unknown>>;

export interface Conflict {
  field: Field;
  was: unknown;
  theirs: unknown;
  mine: unknown;
}

export interface Merged {
  /** Theirs, with mine where only I changed something; what both changed stands as I have it until it is decided. */
  values: Record<string, unknown>;
  conflicts: Conflict[];
}

export function merged(object: ObjectDefinition, before: Values, mine: Values, theirs: Values): Merged {
  const values: Record<string, unknown> = { ...mine };
  const conflicts: Conflict[] = [];
  for (const field of object.fields) {
    const { name } = field;
    const byMe = field.writable && !same(field, before[name], mine[name]);
    const byThem = !same(field, before[name], theirs[name]);
    if (!byMe) values[name] = theirs[name];
    else if (byThem && !same(field, mine[name], theirs[name])) conflicts.push({ field, was: before[name], theirs: theirs[name], mine: mine[name] });
  }
  return { values, conflicts };
}
