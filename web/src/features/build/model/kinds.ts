/** What each type of field is good for, as far as designing with it goes (docs/fields.md has the whole). */
import type { FieldTypeName } from "@/api/field-types";
import type { Field, Measure } from "@/api/metadata";

import type { Definable } from "./types";

const TEXT = "eq in contains starts_with ends_with empty ne not_in not_empty not_contains";
const ORDER = "eq in lt lte gt gte empty ne not_in not_empty between not_between";
const EQUALITY = "eq in empty ne not_in not_empty";
const SET = "has_any has_all empty has_none not_empty";
const SUMS: Measure[] = ["count_distinct", "min", "max", "sum", "avg"];
const RANGE: Measure[] = ["count_distinct", "min", "max"];
const DISTINCT: Measure[] = ["count_distinct"];
const AS_TEXT = "long_text integer decimal money percent boolean date datetime time duration email phone url select multi_select tags autonumber rating color credit_code";

export type KindGroup = "text" | "number" | "choice" | "time" | "relation" | "contact" | "place" | "file" | "special";
export const GROUPS: KindGroup[] = ["text", "number", "choice", "time", "relation", "contact", "place", "file", "special"];

export interface Kind {
  group: KindGroup;
  operators: string;
  sortable?: true;
  groupable?: true;
  unique?: true;
  /** An index of its own can be asked for. */
  indexable?: true;
  default?: true;
  grains?: true;
  measures?: Measure[];
  parts?: string[];
  from?: string;
}

/** Every type that people may define; one that is missing does not compile. */
export const KINDS: Record<Definable, Kind> = {
  text: { group: "text", operators: TEXT, sortable: true, groupable: true, unique: true, indexable: true, default: true, measures: DISTINCT, from: AS_TEXT },
  long_text: { group: "text", operators: TEXT, default: true, from: `text json ${AS_TEXT.slice("long_text ".length)}` },
  rich_text: { group: "text", operators: TEXT, default: true, from: "text long_text" },
  integer: { group: "number", operators: ORDER, sortable: true, groupable: true, unique: true, indexable: true, default: true, measures: SUMS, from: "text long_text decimal money percent duration autonumber rating" },
  decimal: { group: "number", operators: ORDER, sortable: true, groupable: true, unique: true, indexable: true, default: true, measures: SUMS, from: "text long_text integer money percent duration autonumber rating" },
  money: { group: "number", operators: ORDER, sortable: true, indexable: true, default: true, measures: ["min", "max", "sum", "avg"], parts: ["currency", "number"], from: "text long_text integer decimal percent rating" },
  percent: { group: "number", operators: ORDER, sortable: true, groupable: true, unique: true, indexable: true, default: true, measures: SUMS, from: "text long_text integer decimal money rating" },
  rating: { group: "number", operators: ORDER, sortable: true, groupable: true, indexable: true, default: true, measures: ["count_distinct", "min", "max", "avg"], from: "text long_text integer decimal money percent" },
  boolean: { group: "choice", operators: EQUALITY, sortable: true, groupable: true, indexable: true, default: true, measures: DISTINCT, from: "text long_text integer decimal select" },
  select: { group: "choice", operators: EQUALITY, sortable: true, groupable: true, unique: true, indexable: true, default: true, measures: DISTINCT, from: "text long_text integer boolean multi_select tags rating" },
  multi_select: { group: "choice", operators: SET, indexable: true, default: true, from: "text long_text select tags" },
  tags: { group: "choice", operators: SET, default: true, from: "text long_text select multi_select" },
  color: { group: "choice", operators: EQUALITY, sortable: true, groupable: true, indexable: true, default: true, measures: DISTINCT, from: "text long_text" },
  date: { group: "time", operators: ORDER, sortable: true, groupable: true, unique: true, indexable: true, default: true, grains: true, measures: RANGE, from: "text long_text datetime" },
  datetime: { group: "time", operators: ORDER, sortable: true, groupable: true, unique: true, indexable: true, default: true, grains: true, measures: RANGE, from: "text long_text date" },
  time: { group: "time", operators: ORDER, sortable: true, groupable: true, unique: true, indexable: true, default: true, measures: RANGE, from: "text long_text datetime" },
  duration: { group: "time", operators: ORDER, sortable: true, groupable: true, indexable: true, default: true, measures: SUMS, from: "text long_text integer decimal" },
  reference: { group: "relation", operators: EQUALITY, sortable: true, groupable: true, unique: true, default: true, measures: DISTINCT, from: "references user department" },
  references: { group: "relation", operators: SET, from: "reference user department" },
  any_reference: { group: "relation", operators: EQUALITY, sortable: true, default: true, measures: DISTINCT },
  user: { group: "relation", operators: EQUALITY, sortable: true, groupable: true, unique: true, default: true, measures: DISTINCT, from: "reference references" },
  department: { group: "relation", operators: EQUALITY, sortable: true, groupable: true, unique: true, default: true, measures: DISTINCT, from: "reference references" },
  phone: { group: "contact", operators: TEXT, sortable: true, groupable: true, unique: true, indexable: true, default: true, measures: DISTINCT, from: "text long_text integer" },
  email: { group: "contact", operators: TEXT, sortable: true, groupable: true, unique: true, indexable: true, default: true, measures: DISTINCT, from: "text long_text" },
  url: { group: "contact", operators: TEXT, sortable: true, groupable: true, unique: true, indexable: true, default: true, measures: DISTINCT, from: "text long_text" },
  address: { group: "place", operators: "contains empty not_contains not_empty", default: true, indexable: true, parts: ["city", "code", "district", "postcode", "province"], from: "text long_text" },
  geo: { group: "place", operators: "within empty not_empty", default: true, indexable: true, from: "text long_text" },
  files: { group: "file", operators: SET, indexable: true, from: "image" },
  image: { group: "file", operators: EQUALITY, indexable: true, from: "files" },
  autonumber: { group: "special", operators: TEXT, sortable: true, unique: true, indexable: true, measures: DISTINCT },
  credit_code: { group: "special", operators: TEXT, sortable: true, groupable: true, unique: true, indexable: true, default: true, measures: DISTINCT, from: "text long_text" },
  id_number: { group: "special", operators: EQUALITY, unique: true, default: true, from: "text long_text" },
  json: { group: "special", operators: "empty not_empty", default: true, from: "text long_text" },
  secret: { group: "special", operators: "empty not_empty", unique: true },
};

export const DEFINABLE = Object.keys(KINDS) as Definable[];
export const isDefinable = (type: FieldTypeName): type is Definable => type in KINDS;
export const kindOf = (type: FieldTypeName): Kind => KINDS[isDefinable(type) ? type : "text"];

/** The types that a field of this type may take. */
export const typesAfter = (type: FieldTypeName): Definable[] =>
  DEFINABLE.filter((next) => next !== type && KINDS[next].from?.split(" ").includes(type));

/** What the server would say of a field of this type that a person may do everything with. */
export function factsOf(type: FieldTypeName): Omit<Field, "id" | "name" | "type" | "label"> {
  const kind = kindOf(type);
  return {
    system: false,
    access: "write",
    depends_on_record: false,
    writable: type !== "autonumber",
    operators: kind.operators.split(" "),
    parts: kind.parts ?? [],
    sortable: kind.sortable ?? false,
    groupable: kind.groupable ?? false,
    grains: kind.grains ?? false,
    measures: kind.measures ?? [],
  };
}

/** What a field of a type must have from the start. */
export function settingsAtFirst(type: Definable): Record<string, unknown> {
  switch (type) {
    case "select":
    case "multi_select":
      return { options: [] };
    case "autonumber":
      return { format: "{yyyy}-{0000}" };
    default:
      return {};
  }
}
