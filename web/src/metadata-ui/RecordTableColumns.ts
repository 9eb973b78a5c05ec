/** Columns of a table: what a path shows, how wide, and whether it can be edited in place. */
import { type Field, type Model, type ObjectDefinition } from "@/api/metadata";
import { registry } from "@/fields";

export interface Column {
  path: string;
  field: Field;
  /** Labels along the path, to be joined: 客户 / 行业. */
  fields: Field[];
  width: number;
  align?: "right";
  title: boolean;
  /** In place, in the drawer (what needs room), or not at all. */
  edit: "cell" | "drawer" | null;
}

const ROOMY = new Set(["long_text", "rich_text", "json", "files", "image", "address", "secret"]);
const TITLE_WIDTH = 260;
export const LEAST_WIDTH = 72;

/** The fields along a path; the last may be a part of a value (`amount.currency`). Undefined where the path leads nowhere. */
export function fieldsOf(model: Model, object: string, path: string): Field[] | undefined {
  const steps = path.split(".");
  const found: Field[] = [];
  for (let at = 0; at < steps.length; at++) {
    const field = model.field(object, steps.slice(0, at + 1).join("."));
    if (field) found.push(field);
    else {
      const part = found.at(-1) && at === steps.length - 1 ? partOf(found.at(-1)!, steps[at]!) : undefined;
      return part && [...found, part];
    }
  }
  return found;
}

const PART_TYPES: Record<string, Field["type"]> = { number: "decimal", currency: "currency" };
const PART_OPERATORS: Record<string, string[]> = {
  number: ["eq", "ne", "lt", "lte", "gt", "gte", "between", "empty", "not_empty"],
  currency: ["eq", "ne", "in", "not_in", "empty", "not_empty"],
};
const DIVISION_OPERATORS = ["eq", "ne", "in", "not_in", "starts_with", "empty", "not_empty"];

/** A part of a value as if it were a field: the currency of an amount, the city of an address. */
export function partOf(field: Field, part: string): Field | undefined {
  if (!field.parts.includes(part)) return undefined;
  return {
    ...field,
    id: `${field.id}.${part}`,
    name: part,
    label: {},
    type: PART_TYPES[part] ?? "division",
    operators: PART_OPERATORS[part] ?? DIVISION_OPERATORS,
    parts: [],
    sortable: true,
    writable: false,
    part,
  };
}

/** The columns of these paths; the title comes first, whatever was asked for. What leads nowhere is left out. */
export function columnsOf(
  model: Model,
  object: ObjectDefinition,
  paths: readonly string[],
  widths: Readonly<Record<string, number>> = {},
): Column[] {
  const title = object.title ?? paths[0] ?? "id";
  const ordered = [title, ...paths.filter((path) => path !== title)];
  return ordered.flatMap((path) => {
    const fields = fieldsOf(model, object.name, path);
    const field = fields?.at(-1);
    if (!fields || !field) return [];
    return {
      path,
      field,
      fields,
      width: Math.max(LEAST_WIDTH, widths[path] ?? (path === title ? TITLE_WIDTH : (registry[field.type].width ?? 160))),
      align: path === title ? undefined : registry[field.type].align,
      title: path === title,
      edit: editOf(object, fields),
    };
  });
}

function editOf(object: ObjectDefinition, fields: Field[]): Column["edit"] {
  const field = fields[0]!;
  if (fields.length > 1 || !field.writable || field.access !== "write" || field.readonly === true) return null;
  const needed = field.name === "owner" || field.name === "department" ? "transfer" : "update";
  if (!object.actions.includes(needed)) return null;
  return ROOMY.has(field.type) || field.depends_on_record ? "drawer" : "cell";
}

const QUIET = new Set(["long_text", "rich_text", "json", "files", "image", "secret", "geo", "color", "id_number"]);

/** What a list shows when nobody has said so: the title, what the head of a record shows, and who has it since when. */
export function defaultColumns(object: ObjectDefinition): string[] {
  const own = object.fields.filter((field) => !field.system && !QUIET.has(field.type) && field.type !== "autonumber");
  const chosen = object.screens?.summary?.length ? object.screens.summary : own.slice(0, 7).map((field) => field.name);
  const names = new Set(object.fields.map((field) => field.name));
  const last = ["owner", "created_at"].filter((name) => names.has(name));
  return [...new Set([...(object.title ? [object.title] : []), ...chosen, ...last])];
}

/** Fields that a query has to read to show these columns. */
export const selectOf = (columns: readonly Column[]): string[] => columns.map((column) => column.path);
