/** Carries a new name into everything that speaks the old one, as the server does when it is published. */
import type { Condition } from "@/api/condition";
import type { PublishedView, Screens, Section } from "@/api/metadata";

import { isReference, objectNamed, relationsOf, targetsOf } from "./relations";
import type { Design, FieldDef, ObjectDef } from "./types";

/** The new name of something that is called `name` on an object. */
type Renaming = (objectId: string, name: string) => string;

class Walk {
  constructor(
    private readonly design: Design,
    private readonly rename: Renaming,
  ) {}

  path(object: ObjectDef | undefined, path: string): string {
    const [first, ...rest] = path.split(".");
    if (!object) return path;
    const field = object.fields.find((one) => one.name === first);
    const next = field && isReference(field) ? objectNamed(this.design, targetsOf(field)[0] ?? "") : undefined;
    return [this.rename(object.id, first!), ...(rest.length ? [this.path(next, rest.join("."))] : [])].join(".");
  }

  relation(object: ObjectDef | undefined, name: string): [string, ObjectDef | undefined] {
    if (!object) return [name, undefined];
    const found = relationsOf(this.design, object).find((one) => one.name === name);
    return [this.rename(object.id, name), found && objectNamed(this.design, found.to)];
  }

  condition<C extends Condition | undefined>(object: ObjectDef | undefined, condition: C): C {
    return (condition && typeof condition === "object" ? this.said(object, condition) : condition) as C;
  }

  private said(object: ObjectDef | undefined, condition: Condition): Condition {
    if ("and" in condition) return { and: condition.and.map((one) => this.said(object, one)) };
    if ("or" in condition) return { or: condition.or.map((one) => this.said(object, one)) };
    if ("not" in condition) return { not: this.said(object, condition.not) };
    if ("field" in condition) {
      const value = condition.value;
      const path = value && typeof value === "object" && "path" in value ? { path: this.path(object, String(value.path)) } : value;
      return { ...condition, field: this.path(object, condition.field), ...(value === undefined ? {} : { value: path }) };
    }
    for (const key of ["any", "none", "count"] as const)
      if (key in condition) {
        const one = condition as unknown as Record<string, unknown>;
        const [name, target] = this.relation(object, one[key] as string);
        return { ...one, [key]: name, ...(one.where ? { where: this.condition(target, one.where as Condition) } : {}) } as unknown as Condition;
      }
    return condition;
  }

  private section(object: ObjectDef, section: Section): Section {
    return { ...section, fields: section.fields.map((path) => this.path(object, path)), ...(section.visible ? { visible: this.condition(object, section.visible) } : {}) };
  }

  private view(object: ObjectDef, view: PublishedView): PublishedView {
    const named = Object.fromEntries(
      (["group", "by", "sum", "start", "end", "value"] as const).filter((key) => view[key]).map((key) => [key, this.path(object, view[key]!)]),
    );
    return {
      ...view,
      ...named,
      ...(view.columns ? { columns: view.columns.map((path) => this.path(object, path)) } : {}),
      ...(view.card ? { card: view.card.map((path) => this.path(object, path)) } : {}),
      ...(view.sort ? { sort: view.sort.map((one) => ({ ...one, field: this.path(object, one.field) })) } : {}),
      ...(view.where ? { where: this.condition(object, view.where) } : {}),
    };
  }

  screens(object: ObjectDef, screens: Screens): Screens {
    return {
      ...screens,
      ...(screens.summary ? { summary: screens.summary.map((path) => this.path(object, path)) } : {}),
      ...(screens.timeline ? { timeline: this.path(object, screens.timeline) } : {}),
      ...(screens.form ? { form: screens.form.map((one) => this.section(object, one)) } : {}),
      ...(screens.tabs
        ? {
            tabs: screens.tabs.map((tab) => ({
              ...tab,
              ...(tab.sections ? { sections: tab.sections.map((one) => this.section(object, one)) } : {}),
              ...(tab.related ? { related: tab.related.map((name) => this.relation(object, name)[0]) } : {}),
            })),
          }
        : {}),
      ...(screens.views ? { views: screens.views.map((view) => this.view(object, view)) } : {}),
    };
  }

  private field(object: ObjectDef, field: FieldDef): FieldDef {
    const said: FieldDef = { ...field };
    for (const key of ["required", "visible", "readonly"] as const)
      if (typeof said[key] === "object" && said[key]) said[key] = this.condition(object, said[key] as Condition);
    if (typeof said.rate_date === "string") said.rate_date = this.path(object, said.rate_date);
    return said;
  }

  object(object: ObjectDef): ObjectDef {
    const name = (one: string) => this.rename(object.id, one);
    return {
      ...object,
      title: object.title && name(object.title),
      unique: object.unique.map((names) => names.map(name)),
      rules: object.rules.map((rule) => ({ ...rule, when: this.condition(object, rule.when), ...(rule.field ? { field: name(rule.field) } : {}) })),
      screens: object.screens && this.screens(object, object.screens),
      fields: object.fields.map((field) => this.field(object, field)),
    };
  }
}

/** Everything said anew; objects in which nothing changed stay the same object. */
function everywhere(design: Design, rename: Renaming): Map<string, ObjectDef> {
  const walk = new Walk(design, rename);
  return new Map(
    [...design].map(([id, object]) => {
      const said = walk.object(object);
      return [id, JSON.stringify(said) === JSON.stringify(object) ? object : said];
    }),
  );
}

export function renameField(design: Design, objectId: string, fieldId: string, to: string): Design {
  const field = design.get(objectId)?.fields.find((one) => one.id === fieldId);
  if (!field || field.name === to) return design;
  const said = everywhere(design, (id, name) => (id === objectId && name === field.name ? to : name));
  const object = said.get(objectId)!;
  said.set(objectId, { ...object, fields: object.fields.map((one) => (one.id === fieldId ? { ...one, name: to } : one)) });
  return said;
}

export function renameObject(design: Design, objectId: string, to: string): Design {
  const from = design.get(objectId)?.name;
  if (from === undefined || from === to) return design;
  const turned = (name: string) => (name === from ? to : name);
  const said = new Map<string, ObjectDef>();
  for (const [id, object] of design) {
    const speaks = object.fields.some((field) => field.to !== undefined && targetsOf(field).includes(from));
    const fields = speaks
      ? object.fields.map((field) =>
          field.to === undefined ? field : { ...field, to: Array.isArray(field.to) ? field.to.map(turned) : turned(String(field.to)) },
        )
      : object.fields;
    said.set(id, id === objectId ? { ...object, fields, name: to } : speaks ? { ...object, fields } : object);
  }
  return said;
}

/** Another name for the relation that a reference makes on what it points at. */
export function renameInverse(design: Design, objectId: string, fieldId: string, to: string | null): Design {
  const field = design.get(objectId)?.fields.find((one) => one.id === fieldId);
  if (!field) return design;
  const from = typeof field.inverse === "string" ? field.inverse : "";
  const targets = targetsOf(field);
  const said =
    from && to
      ? everywhere(design, (id, name) => (name === from && targets.includes(design.get(id)!.name) ? to : name))
      : new Map(design);
  const object = said.get(objectId)!;
  said.set(objectId, { ...object, fields: object.fields.map((one) => (one.id === fieldId ? { ...one, inverse: to ?? undefined } : one)) });
  return said;
}
