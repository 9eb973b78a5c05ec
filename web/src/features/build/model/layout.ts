/** Sections of fields: of the form, and of the tabs of a record's page. */
import type { Screens, Section, Tab } from "@/api/metadata";

import { orderedFields } from "./edit";
import { freeName } from "./names";
import type { ObjectDef } from "./types";

/** Which sections are meant: the form's, or those of the tab at a place. */
export type Part = "form" | number;

export const sectionsOf = (screens: Screens | null, part: Part): Section[] =>
  (part === "form" ? screens?.form : screens?.tabs?.[part]?.sections) ?? [];

export function withSections(screens: Screens, part: Part, sections: Section[]): Screens {
  if (part === "form") return { ...screens, form: sections };
  return { ...screens, tabs: screens.tabs?.map((tab, at) => (at === part ? { ...tab, sections } : tab)) };
}

/** The fields that have a place already: in the form, or in any of the tabs. */
export function placedFields(screens: Screens | null, part: Part): Set<string> {
  const sections = part === "form" ? (screens?.form ?? []) : (screens?.tabs ?? []).flatMap((tab) => tab.sections ?? []);
  return new Set(sections.flatMap((section) => section.fields));
}

/** A layout to begin with: everything in one section of two columns. */
export const standardForm = (object: ObjectDef): Section[] => [{ columns: 2, fields: orderedFields(object).map((field) => field.name) }];

export function standardTabs(object: ObjectDef, labels: { details: Tab["label"]; related: Tab["label"] }): Tab[] {
  return [
    { name: "details", label: labels.details, sections: object.screens?.form?.length ? object.screens.form : standardForm(object) },
    { name: "related", label: labels.related, related: ["*"] },
  ];
}

/** Puts a field into a section, before another or at its end, and takes it from where it stood. */
export function place(sections: Section[], field: string, to: number, before?: string): Section[] {
  if (field === before) return sections;
  const from = sections.findIndex((section) => section.fields.includes(field));
  const goesDown = from === to && before !== undefined && sections[to]!.fields.indexOf(field) < sections[to]!.fields.indexOf(before);
  return sections.map((section, at) => {
    const fields = section.fields.filter((name) => name !== field);
    if (at !== to) return fields.length === section.fields.length ? section : { ...section, fields };
    const index = before === undefined ? -1 : fields.indexOf(before);
    fields.splice(index < 0 ? fields.length : index + (goesDown ? 1 : 0), 0, field);
    return { ...section, fields };
  });
}

export const take = (sections: Section[], field: string): Section[] =>
  sections.map((section) => (section.fields.includes(field) ? { ...section, fields: section.fields.filter((name) => name !== field) } : section));

export function moved<T>(items: readonly T[], at: number, by: -1 | 1): T[] {
  const next = [...items];
  const to = at + by;
  if (to >= 0 && to < next.length) next.splice(to, 0, ...next.splice(at, 1));
  return next;
}

export const freeTabName = (tabs: readonly Tab[], wanted: string): string => freeName(wanted, tabs.map((tab) => tab.name), "tab");
