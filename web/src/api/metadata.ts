/** What the server says of objects and fields: the source of every screen. */
import { useSuspenseQuery } from "@tanstack/react-query";

import { send } from "./client";
import type { Condition } from "./condition";
import type { FieldTypeName } from "./field-types";

/** One text a language: `{"zh-CN": "客户", "en": "Account"}`. */
export type Labels = Readonly<Record<string, string>>;
export type Action = "create" | "read" | "update" | "delete" | "import" | "export" | "transfer" | "configure";
export type Measure = "sum" | "avg" | "min" | "max" | "count_distinct";

export interface Option {
  value: string;
  label?: Labels;
  color?: string;
  /** What a stage means: open, won, lost, done, cancelled. */
  category?: string;
  retired?: boolean;
}

/** A field as the signed-in person sees it; settings of its type are further keys. */
export interface Field {
  id: string;
  name: string;
  type: FieldTypeName;
  label: Labels;
  help?: Labels;
  system: boolean;
  access: "masked" | "read" | "write";
  depends_on_record: boolean;
  writable: boolean;
  operators: string[];
  parts: string[];
  sortable: boolean;
  groupable: boolean;
  grains: boolean;
  measures: Measure[];
  required?: boolean | Condition;
  visible?: boolean | Condition;
  readonly?: boolean | Condition;
  unique?: boolean;
  indexed?: boolean;
  default?: unknown;
  options?: Option[];
  to?: string | string[];
  inverse?: string;
  [setting: string]: unknown;
}

export interface Relation {
  name: string;
  to: string;
  kind: "inverse" | "link" | string;
  /** The field that makes it: of `to` for an inverse, of this object for a link. */
  field: string;
}

export interface Section {
  label?: Labels;
  columns?: 1 | 2 | 3;
  fields: string[];
  visible?: Condition;
  collapsed?: boolean;
}

export interface Tab {
  name: string;
  label: Labels;
  sections?: Section[];
  related?: string[];
}

export type ViewKind = "list" | "kanban" | "calendar" | "funnel";

export interface Sort {
  field: string;
  dir: "asc" | "desc";
}

/** What a view shows; the keys that do not belong to its kind are absent. */
export interface ViewContent {
  columns?: string[];
  where?: Condition;
  sort?: Sort[];
  group?: string;
  by?: string;
  card?: string[];
  sum?: string;
  start?: string;
  end?: string;
  value?: string;
}

/** A published view: part of the object's definition. */
export interface PublishedView extends ViewContent {
  name: string;
  label: Labels;
  kind: ViewKind;
}

export interface Screens {
  summary?: string[];
  timeline?: string;
  form?: Section[];
  tabs?: Tab[];
  views?: PublishedView[];
}

export interface Rule {
  name: string;
  when: Condition;
  message: Labels;
  field?: string;
}

export interface RemovedField {
  id: string;
  name: string;
  type: string;
  label: Labels;
}

export interface ObjectDefinition {
  id: string;
  name: string;
  label: Labels;
  /** The field that records are called by. */
  title: string | null;
  icon: string | null;
  description: Labels | null;
  app: string | null;
  system: boolean;
  actions: Action[];
  fields: Field[];
  relations: Relation[];
  unique: string[][];
  rules: Rule[];
  removed_fields: RemovedField[];
  screens?: Screens | null;
}

export interface Metadata {
  version: number;
  objects: ObjectDefinition[];
}

/** Metadata with its names looked up. */
export class Model {
  readonly objects: ReadonlyMap<string, ObjectDefinition>;
  private readonly fields = new Map<string, ReadonlyMap<string, Field>>();

  constructor(readonly metadata: Metadata) {
    this.objects = new Map(metadata.objects.map((object) => [object.name, object]));
    for (const object of metadata.objects)
      this.fields.set(object.name, new Map(object.fields.map((field) => [field.name, field])));
  }

  object(name: string): ObjectDefinition | undefined {
    return this.objects.get(name);
  }

  /** A field by its name or by a path through references (`account.industry`). */
  field(object: string, path: string): Field | undefined {
    const [first, ...rest] = path.split(".");
    const field = this.fields.get(object)?.get(first!);
    if (!field || rest.length === 0) return field;
    const target = targetsOf(field);
    return target.length === 1 ? this.field(target[0]!, rest.join(".")) : undefined;
  }
}

/** The objects that a field refers to. */
export function targetsOf(field: Field): string[] {
  if (field.type === "user") return ["user"];
  if (field.type === "department") return ["department"];
  return field.to === undefined ? [] : Array.isArray(field.to) ? field.to : [field.to];
}

export const metadataQuery = {
  queryKey: ["metadata"],
  queryFn: async ({ signal }: { signal: AbortSignal }) => new Model(await send<Metadata>("GET", "/api/meta", { signal })),
  staleTime: Infinity,
};

/** All objects that the signed-in person may see. */
export function useModel(): Model {
  return useSuspenseQuery(metadataQuery).data;
}

/** The object of this name, or undefined where there is none for this person. */
export function useObject(name: string): ObjectDefinition | undefined {
  return useModel().object(name);
}
