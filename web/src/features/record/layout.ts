/** What the page shows where, as the object's screens say, else as fits its fields. */
import type { Field, ObjectDefinition, Relation, Section, Tab } from "@/api/metadata";

const LONG = new Set<Field["type"]>(["long_text", "rich_text", "json", "files", "image", "address"]);
const CREATION = ["department", "created_at", "created_by", "updated_at", "updated_by"];

export const isLong = (field: Field): boolean => LONG.has(field.type);

export interface ShownTab {
  name: string;
  label?: Tab["label"];
  sections: Section[];
  related: Relation[];
}

/** The tabs: those that are drawn; else the details, and all that hangs on the record. */
export function tabsOf(object: ObjectDefinition): ShownTab[] {
  const relations = new Map(object.relations.map((relation) => [relation.name, relation]));
  const drawn = object.screens?.tabs;
  if (drawn?.length)
    return drawn
      .map((tab) => ({ name: tab.name, label: tab.label, sections: tab.sections ?? [], related: (tab.related ?? []).flatMap((name) => relations.get(name) ?? []) }))
      .filter((tab) => tab.sections.length > 0 || tab.related.length > 0);
  const tabs: ShownTab[] = [{ name: "details", sections: plainSections(object), related: [] }];
  if (object.relations.length) tabs.push({ name: "related", sections: [], related: [...object.relations] });
  return tabs;
}

/** Without drawn tabs: the form's sections, or all fields; who made the record and when, folded up. */
function plainSections(object: ObjectDefinition): Section[] {
  const own = object.fields.filter((field) => !field.system);
  const names = [...own.filter((field) => !isLong(field)), ...own.filter(isLong)].map((field) => field.name);
  const known = new Set(object.fields.map((field) => field.name));
  const owner = known.has("owner") ? ["owner"] : [];
  const sections = object.screens?.form ?? [{ columns: 2, fields: [...names, ...owner] }];
  const shown = new Set(sections.flatMap((section) => section.fields));
  return [...sections, { columns: 2, collapsed: true, fields: CREATION.filter((name) => known.has(name) && !shown.has(name)) }];
}
