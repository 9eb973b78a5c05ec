/** A change-set in words: one line for everything it names. */
import type { ChangeSet, Keys } from "../model/types";

export interface Line {
  did: "object" | "field" | "new_field" | "remove" | "restore" | "purge";
  object?: string;
  field?: string;
  type?: string;
  keys?: string[];
  target?: string;
}

const said = (entry: Keys, ...apart: string[]) => Object.keys(entry).filter((key) => !["id", ...apart].includes(key));

export function linesOf(change: ChangeSet | null): Line[] {
  const lines: Line[] = [];
  for (const entry of change?.objects ?? []) {
    const object = String(entry.name ?? entry.id);
    const keys = said(entry, "fields", ...(entry.id ? [] : ["name"]));
    if (keys.length) lines.push({ did: "object", object, keys });
    for (const field of (entry.fields as Keys[] | undefined) ?? []) {
      const named = { object, field: String(field.name ?? field.id) };
      if (field.type !== undefined && field.id === undefined) lines.push({ did: "new_field", ...named, type: String(field.type) });
      else lines.push({ did: "field", ...named, keys: said(field) });
    }
  }
  for (const did of ["remove", "restore", "purge"] as const) for (const target of change?.[did] ?? []) lines.push({ did, target });
  return lines;
}
