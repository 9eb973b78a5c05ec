/**
 * Conditions over the values of a form, with the meaning that docs/conditions.md gives them. What a browser can't know – related
 * records, other currencies' worth, what is masked – is unknown (undefined), and so is all that hangs on it.
 */
import type { Condition, Moment, Operand } from "@/api/condition";
import type { Field } from "@/api/metadata";
import { isEmpty, isMasked, lineOf, plainText, readDecimal, idOf } from "@/fields";

import { dayOfMoment, momentOf } from "./moments";

export interface Circumstances {
  fields: ReadonlyMap<string, Field>;
  values: Readonly<Record<string, unknown>>;
  me: string;
  zone: string;
  currency: string;
  now: Date;
}

type Truth = boolean | undefined;
type Key = string | number | bigint | boolean | readonly string[] | Point;
interface Point {
  lat: number;
  lng: number;
  km?: number;
}
/** A key to compare by; null for empty, undefined for unknown. */
type Found = Key | null | undefined;

const NEGATIONS: Record<string, string> = { ne: "eq", not_in: "in", not_empty: "empty", not_contains: "contains", has_none: "has_any", not_between: "between" };
const SCALE = 12;
const EARTH_KM = 6371.0088;

const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);
export const all = (truths: Truth[]): Truth => (truths.includes(false) ? false : truths.includes(undefined) ? undefined : true);
const some = (truths: Truth[]): Truth => not(all(truths.map(not)));

export function holds(condition: Condition, about: Circumstances): Truth {
  if ("and" in condition) return all(condition.and.map((part) => holds(part, about)));
  if ("or" in condition) return some(condition.or.map((part) => holds(part, about)));
  if ("not" in condition) return not(holds(condition.not, about));
  if ("field" in condition) return compared(condition.field, condition.op, condition.value, about);
  return Object.keys(condition).length === 0 ? true : undefined;
}

function compared(path: string, written: string, operand: Operand | undefined, about: Circumstances): Truth {
  const op = NEGATIONS[written] ?? written;
  const truth = positive(path, op, operand, about);
  const flipped = op === "empty" && operand === false;
  return (op !== written) !== flipped ? not(truth) : truth;
}

function positive(path: string, op: string, operand: Operand | undefined, about: Circumstances): Truth {
  const found = foundAt(path, about);
  if (!found) return undefined;
  const { field, key } = found;
  if (op === "empty" || (op === "eq" && isEmpty(operand))) return key === undefined ? undefined : key === null;
  if (key === null) return false;
  if (key === undefined) return undefined;
  if (op === "between") {
    const [least, most] = operand as Operand[];
    return all([tested(field, "gte", key, least, about), tested(field, "lte", key, most, about)]);
  }
  return tested(field, op, key, operand, about);
}

function tested(field: Field, op: string, key: Key, operand: Operand | undefined, about: Circumstances): Truth {
  if (op === "in") return some((operand as Operand[]).map((one) => tested(field, "eq", key, one, about)));
  if (op === "has_any" || op === "has_all") {
    const wanted = (operand as Operand[]).map((one) => operandKey(field, op, one, about));
    if (wanted.includes(undefined)) return undefined;
    const has = (one: Found) => (key as readonly string[]).includes(one as string);
    return op === "has_any" ? wanted.some(has) : wanted.every(has);
  }
  const other = operandKey(field, op, operand, about);
  if (other === null) return false;
  if (other === undefined) return undefined;
  switch (op) {
    case "eq":
      return key === other || (LOOSE.has(field.type) ? undefined : false);
    case "lt":
      return key < other;
    case "lte":
      return key <= other;
    case "gt":
      return key > other;
    case "gte":
      return key >= other;
    case "contains":
      return lower(key).includes(lower(other));
    case "starts_with":
      return lower(key).startsWith(lower(other));
    case "ends_with":
      return lower(key).endsWith(lower(other));
    case "within":
      return distance(key as Point, other as Point) <= (other as Point).km!;
    default:
      return undefined;
  }
}

/** Types that only the server brings into their canonical form: what differs as written may still be the same. */
const LOOSE = new Set<Field["type"]>(["phone", "email", "url"]);
/** `ILIKE` under the collation "C": the case of a–z and nothing else. */
const lower = (key: Key) => String(key).replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function foundAt(path: string, about: Circumstances): { field: Field; key: Found } | undefined {
  const [name, part, ...deeper] = path.split(".");
  const field = about.fields.get(name!);
  if (!field) return undefined;
  const value = about.values[name!];
  if (part === undefined) return { field, key: keyOf(field, value, about) };
  if (isEmpty(value)) return { field, key: null };
  if (deeper.length || isMasked(field, value) || typeof value !== "object") return { field, key: undefined };
  const picked = (value as Record<string, unknown>)[field.type === "money" && part === "number" ? "amount" : part];
  if (field.type === "money" || field.type === "address") {
    const type = part === "number" ? "decimal" : part === "currency" ? "currency" : "division";
    const own = { ...field, type } as Field;
    return { field: own, key: keyOf(own, picked, about) };
  }
  return { field, key: undefined };
}

function decimalKey(value: unknown): bigint | undefined {
  const canonical = readDecimal(String(value));
  if (!canonical) return undefined;
  const [whole, fraction = ""] = canonical.replace("-", "").split(".");
  const size = BigInt(whole! + fraction.slice(0, SCALE).padEnd(SCALE, "0"));
  return canonical.startsWith("-") ? -size : size;
}

function keyOf(field: Field, value: unknown, about: Circumstances): Found {
  if (isEmpty(value) || (typeof value === "string" && value.trim() === "")) return null;
  if (isMasked(field, value)) return undefined;
  switch (field.type) {
    case "integer":
    case "rating":
    case "duration":
      return typeof value === "number" ? BigInt(value) * 10n ** BigInt(SCALE) : decimalKey(value);
    case "decimal":
    case "percent":
      return decimalKey(value);
    case "money":
      return moneyKey(value, about);
    case "datetime": {
      const moment = Date.parse(String(value));
      return Number.isNaN(moment) ? undefined : moment;
    }
    case "date":
      return /^\d{4}-\d\d-\d\d/.test(String(value)) ? String(value).slice(0, 10) : undefined;
    case "time":
      return /^\d\d:\d\d$/.test(String(value)) ? `${value}:00` : String(value);
    case "boolean":
      return value === true;
    case "select":
      return optionKey(field, value);
    case "multi_select":
      return (value as unknown[]).map((one) => optionKey(field, one));
    case "tags":
      return (value as unknown[]).map(String);
    case "references":
    case "files":
      return (value as unknown[]).flatMap((one) => idOf(one) ?? []);
    case "reference":
    case "any_reference":
    case "user":
    case "department":
    case "image":
      return idOf(value);
    case "rich_text":
      return plainText(String(value)) || null;
    case "address":
      return lineOf(value as string);
    case "geo":
      return typeof value === "object" ? (value as Point) : undefined;
    case "json":
    case "secret":
      return "";
    case "color":
    case "credit_code":
    case "id_number":
      return String(value).trim().toUpperCase();
    default:
      return String(value).trim();
  }
}

function moneyKey(value: unknown, about: Circumstances): bigint | undefined {
  if (typeof value !== "object" || value === null) return decimalKey(value);
  const { amount, currency } = value as { amount: string; currency: string };
  return currency === about.currency ? decimalKey(amount) : undefined;
}

function optionKey(field: Field, value: unknown): string {
  const options = field.options ?? [];
  const found = options.find((one) => one.value === value) ?? options.find((one) => Object.values(one.label ?? {}).includes(String(value)));
  return found?.value ?? String(value);
}

function operandKey(field: Field, op: string, operand: Operand | undefined, about: Circumstances): Found {
  if (typeof operand === "object" && operand !== null && !Array.isArray(operand)) {
    if ("me" in operand) return about.me;
    if ("path" in operand) return foundAt(String(operand.path), about)?.key;
    if ("now" in operand) return nowKey(field, operand as unknown as Moment, about);
  }
  if (op === "contains" || op === "starts_with" || op === "ends_with") return String(operand);
  if (op === "has_any" || op === "has_all") return field.type === "multi_select" ? optionKey(field, operand) : (idOf(operand) ?? String(operand));
  return keyOf(field, operand, about);
}

function nowKey(field: Field, moment: Moment, { now, zone }: Circumstances): Found {
  if (field.type === "date") return dayOfMoment(moment, now, zone);
  return field.type === "datetime" ? momentOf(moment, now, zone)?.getTime() : undefined;
}

function distance(one: Point, other: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const bend = Math.sin(radians(other.lat - one.lat) / 2) ** 2;
  const turn = Math.sin(radians(other.lng - one.lng) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, bend + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * turn)));
}
