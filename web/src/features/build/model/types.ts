/** Metadata as it is being designed: definitions only, without what the server works out for the signed-in person. */
import type { FieldTypeName } from "@/api/field-types";
import type { Labels, ObjectDefinition, RemovedField, Rule, Screens } from "@/api/metadata";

import type { Clash } from "./merge";

/** The types that people may give a field; the others belong to the system. */
export type Definable = Exclude<FieldTypeName, "id" | "currency" | "division">;

export interface FieldDef {
  /** The permanent id; of a field that is not published yet one that begins with `+`. */
  id: string;
  name: string;
  type: FieldTypeName;
  label: Labels;
  system?: boolean;
  /** Not published yet, or on its way back from the recycle bin. */
  state?: "new" | "restored";
  [key: string]: unknown;
}

export interface ObjectDef extends Pick<ObjectDefinition, "id" | "name" | "label" | "title" | "icon" | "description" | "app" | "system" | "unique"> {
  /** Whether the signed-in person may change it. */
  open: boolean;
  state?: "new";
  fields: readonly FieldDef[];
  rules: readonly Rule[];
  screens: Screens | null;
  bin: readonly RemovedField[];
}

/** All objects, by permanent id. */
export type Design = ReadonlyMap<string, ObjectDef>;

export type Keys = Record<string, unknown>;

export interface FieldPatch {
  id: string;
  isNew?: true;
  keys: Keys;
}

export interface ObjectPatch {
  id: string;
  isNew?: true;
  keys: Keys;
  fields: FieldPatch[];
}

/** What has been changed and is not published. `null` among keys: back to the default. Targets are `id` or `id.field id`. */
export interface Draft {
  objects: ObjectPatch[];
  remove: string[];
  restore: string[];
  purge: string[];
  /** What others have changed meanwhile as well. */
  clashes?: (Clash & { object: string })[];
}

/** As the server takes it (docs/metadata.md). */
export interface ChangeSet {
  objects?: Keys[];
  remove?: string[];
  restore?: string[];
  purge?: string[];
  note?: string;
}

export const EMPTY: Draft = { objects: [], remove: [], restore: [], purge: [] };

export const sizeOf = (draft: Draft): number =>
  draft.objects.reduce((sum, one) => sum + (Object.keys(one.keys).length > 0 ? 1 : 0) + one.fields.length, 0) +
  draft.remove.length +
  draft.restore.length +
  draft.purge.length;
