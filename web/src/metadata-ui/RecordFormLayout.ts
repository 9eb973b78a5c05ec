/** Which fields a form shows, and in which order. */
import type { Condition } from "@/api/condition";
import type { Field, ObjectDefinition, Section } from "@/api/metadata";
import { same, toWire } from "@/fields";

import { type Circumstances, holds } from "./evaluate";

/** System fields that people do write. */
const WRITTEN_SYSTEM = ["owner"];
const LONG = new Set<Field["type"]>(["long_text", "rich_text", "json", "files", "image", "address"]);

export const isLong = (field: Field) => LONG.has(field.type);

const isOffered = (field: Field) => field.writable && (!field.system || WRITTEN_SYSTEM.includes(field.name));

/** The sections of a form: those asked for, those that the object's screens name, else all fields: the title, what is required, the rest. */
export function sectionsOf(object: ObjectDefinition, only?: string[]): Section[] {
  const known = new Map(object.fields.map((field) => [field.name, field]));
  if (only) return [{ fields: only.filter((name) => known.get(name)?.writable), columns: 1 }];
  const drawn = object.screens?.form;
  if (drawn?.length) {
    const sections = drawn.map((section) => ({ ...section, fields: section.fields.filter((name) => known.get(name)?.writable) }));
    return sections.filter((section) => section.fields.length > 0);
  }
  const weight = (field: Field) => (field.name === object.title ? 0 : field.system ? 3 : field.required === true ? 1 : 2);
  const fields = object.fields.filter(isOffered);
  return [{ columns: 2, fields: [...fields].sort((one, other) => weight(one) - weight(other)).map((field) => field.name) }];
}

/** How a field stands now. What can't be known here shows the field and does not demand it. */
export interface Standing {
  visible: boolean;
  required: boolean;
  readonly: boolean;
}

export function standingOf(field: Field, about: Circumstances): Standing {
  const told = (rule: boolean | Condition | undefined, unknown: boolean) =>
    typeof rule === "object" ? (holds(rule, about) ?? unknown) : (rule ?? unknown);
  return {
    visible: told(field.visible, true),
    required: told(field.required, false),
    readonly: !field.writable || told(field.readonly, false),
  };
}

export const isShown = (section: Section, about: Circumstances) => !section.visible || holds(section.visible, about) !== false;

/** The changed fields among those that are visible, as they are sent; `always` are sent whatever the form shows. */
export function changesToSend(object: ObjectDefinition, about: Circumstances, before: Record<string, unknown>, always: string[] = []): Record<string, unknown> {
  const sent: Record<string, unknown> = {};
  for (const field of object.fields) {
    const value = about.values[field.name];
    if (!field.writable || same(field, value, before[field.name])) continue;
    if (always.includes(field.name) || standingOf(field, about).visible) sent[field.name] = toWire(field, value);
  }
  return sent;
}
