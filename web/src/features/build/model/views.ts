/** Views to begin with: each kind with what it can't be without. */
import type { Labels, PublishedView, ViewKind } from "@/api/metadata";

import { orderedFields } from "./edit";
import { kindOf } from "./kinds";
import { freeName } from "./names";
import type { FieldDef, ObjectDef } from "./types";

export const isStage = (field: FieldDef) => field.type === "select";
export const isMoment = (field: FieldDef) => field.type === "date" || field.type === "datetime";
export const isSummed = (field: FieldDef) => !field.system && (kindOf(field.type).measures ?? []).includes("sum");

/** The stage field: the first select of which some option says what it means, else the first. */
export function stageOf(object: ObjectDef): FieldDef | undefined {
  const selects = orderedFields(object).filter(isStage);
  return selects.find((field) => JSON.stringify(field.options ?? []).includes('"category"')) ?? selects[0];
}

export const viewsOf = (object: ObjectDef): PublishedView[] => object.screens?.views ?? [];

/** What a new view of a kind says; null where the object lacks what it needs. */
export function newView(object: ObjectDef, kind: ViewKind, label: Labels): PublishedView | null {
  const name = freeName(kind, viewsOf(object).map((view) => view.name));
  const stage = stageOf(object);
  const moment = object.fields.find((field) => !field.system && isMoment(field)) ?? object.fields.find(isMoment);
  const names = orderedFields(object).map((field) => field.name);
  switch (kind) {
    case "list":
      return { name, label, kind, columns: names.slice(0, 8) };
    case "kanban":
      return stage ? { name, label, kind, by: stage.name, card: names.filter((one) => one !== object.title && one !== stage.name).slice(0, 3) } : null;
    case "funnel":
      return stage ? { name, label, kind, by: stage.name } : null;
    case "calendar":
      return moment ? { name, label, kind, start: moment.name } : null;
  }
}
