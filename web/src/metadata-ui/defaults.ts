/** What a new record begins with. */
import type { Moment } from "@/api/condition";
import type { Field, ObjectDefinition } from "@/api/metadata";
import type { Me } from "@/api/session";
import { momentText } from "@/fields";

import { dayOfMoment, momentOf } from "./moments";

function defaultOf(field: Field, me: Me, now: Date): unknown {
  const given = field.default;
  if (typeof given !== "object" || given === null) return given;
  if ("me" in given) return { id: me.id, title: me.name };
  if (!("now" in given)) return given;
  if (field.type === "date") return dayOfMoment(given as Moment, now, me.workspace.zone);
  const moment = momentOf(given as Moment, now, me.workspace.zone);
  return moment && momentText(new Date(Math.floor(moment.getTime() / 1000) * 1000));
}

/** Defaults of the metadata; whoever creates a record owns it. */
export function defaultsOf(object: ObjectDefinition, me: Me, now = new Date()): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of object.fields) {
    const value = field.name === "owner" && field.system ? { id: me.id, title: me.name } : defaultOf(field, me, now);
    if (value !== undefined && field.writable) values[field.name] = value;
  }
  return values;
}
