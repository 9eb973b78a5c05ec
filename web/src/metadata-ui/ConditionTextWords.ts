/** Conditions in words: "阶段 是 赢单 或 输单, 且 负责人 是 我". Pure: what the words are is given. */
import type { Condition, Operand } from "@/api/condition";
import { type Field, type Model, type ObjectDefinition, type Relation, targetsOf } from "@/api/metadata";
import { isMoment, pointPhrase, rangePhrase } from "@/fields/date/moments";

import { fieldsOf } from "./RecordTableColumns";

export interface Vocabulary {
  model: Model;
  /** A text of `filter.…`. */
  say: (key: string, params?: Record<string, unknown>) => string;
  /** A moment by the name that people have for it: today, last 30 days. */
  moment: (name: string, count?: number) => string;
  /** "3 months ago", "in 2 hours". */
  offset: (count: number, unit: Intl.RelativeTimeFormatUnit) => string;
  fieldLabel: (field: Field) => string;
  objectLabel: (object: ObjectDefinition) => string;
  /** A value of a field as people write it. */
  value: (field: Field, value: unknown) => string;
  title: (id: string) => string;
}

export function words(object: string, condition: Condition, v: Vocabulary): string {
  if ("and" in condition) return joined(object, condition.and, "and", v);
  if ("or" in condition) return joined(object, condition.or, "or", v);
  if ("not" in condition) return v.say("words.not", { condition: words(object, condition.not, v) });
  if ("search" in condition) return v.say("words.search", { text: condition.search });
  if ("any" in condition) return related(object, "any", condition.any, condition.where, v);
  if ("none" in condition) return related(object, "none", condition.none, condition.where, v);
  if ("count" in condition)
    return related(object, "count", condition.count, condition.where, v, { op: v.say(`ops.number.${condition.op}`), count: condition.value });
  return compared(object, condition, v);
}

function joined(object: string, parts: Condition[], mode: "and" | "or", v: Vocabulary): string {
  if (parts.length === 0) return v.say(`words.${mode}_nothing`);
  return parts
    .map((part) => {
      const text = words(object, part, v);
      const mixed = mode === "and" ? "or" in part && part.or.length > 1 : "and" in part && part.and.length > 1;
      return mixed ? v.say("words.bracket", { condition: text }) : text;
    })
    .join(v.say(`words.${mode}`));
}

function related(object: string, how: string, name: string, where: Condition | undefined, v: Vocabulary, more = {}): string {
  const relation = v.model.object(object)?.relations.find((one) => one.name === name);
  const label = relation ? relationLabel(object, relation, v) : name;
  const inner = where && relation ? v.say("words.where", { condition: words(relation.to, where, v) }) : "";
  return v.say(`words.${how}`, { relation: label, where: inner, ...more });
}

/** A relation by what it leads to; with the field it goes by where several lead to the same. */
export function relationLabel(
  object: string,
  relation: Relation,
  { model, fieldLabel, objectLabel }: Pick<Vocabulary, "model" | "fieldLabel" | "objectLabel">,
): string {
  const target = model.object(relation.to);
  const own = relation.kind === "link" ? model.field(object, relation.field) : undefined;
  if (own) return fieldLabel(own);
  const label = target ? objectLabel(target) : relation.to;
  const alike = model.object(object)?.relations.filter((one) => one.to === relation.to && one.kind !== "link") ?? [];
  const by = alike.length > 1 ? model.field(relation.to, relation.field) : undefined;
  return by ? `${label} · ${fieldLabel(by)}` : label;
}

type Comparison = Extract<Condition, { field: string }>;

function compared(object: string, { field: path, op, value }: Comparison, v: Vocabulary): string {
  const fields = fieldsOf(v.model, object, path);
  const field = fields?.at(-1);
  if (!fields || !field) return v.say("words.unknown", { field: path });
  return [fields.map(v.fieldLabel).join(" / "), operatorWord(field, SPOKEN[op] ?? op, v), operandWords(object, field, op, value, v)]
    .filter(Boolean)
    .join(" ");
}

/** "Stage is won or lost" says it all. */
const SPOKEN: Record<string, string> = { in: "eq", not_in: "ne" };
const DAYS = new Set(["date", "datetime", "time"]);
const COUNTED = new Set(["integer", "decimal", "money", "percent", "duration", "rating"]);
const ORDER = new Set(["lt", "lte", "gt", "gte"]);

/** Before and after for days, less and more for numbers; the rest is the same for all. */
export function operatorWord(field: Field, op: string, { say }: Pick<Vocabulary, "say">): string {
  if (DAYS.has(field.type) && (ORDER.has(op) || op === "between" || op === "not_between")) return say(`ops.day.${op}`);
  if (COUNTED.has(field.type) && (ORDER.has(op) || op === "eq" || op === "ne")) return say(`ops.number.${op}`);
  return say(`ops.${op}`);
}

function operandWords(object: string, field: Field, op: string, value: Operand | undefined, v: Vocabulary): string {
  if (value === undefined || op === "empty" || op === "not_empty") return "";
  if (op === "within") {
    const { lat, lng, km } = value as { lat: number; lng: number; km: number };
    return v.say("words.within", { lat, lng, km });
  }
  if (Array.isArray(value)) {
    const phrase = op.endsWith("between") ? rangePhrase(value) : undefined;
    if (phrase) return v.moment(phrase.name, phrase.count);
    const each = value.map((one) => operandWord(object, field, one, v));
    if (op.endsWith("between")) return v.say("words.range", { from: each[0], to: each[1] });
    return each.join(v.say(op === "has_all" ? "words.and_value" : "words.or_value"));
  }
  return operandWord(object, field, value, v);
}

function operandWord(object: string, field: Field, one: Operand, v: Vocabulary): string {
  if (typeof one === "object" && one !== null && !Array.isArray(one)) {
    if ("me" in one) return v.say("words.me");
    if ("path" in one) return fieldsOf(v.model, object, String(one.path))?.map(v.fieldLabel).join(" / ") ?? String(one.path);
    if (isMoment(one)) {
      const phrase = pointPhrase(one);
      return phrase ? v.moment(phrase.name, phrase.count) : momentWords(one, v);
    }
  }
  const id = typeof one === "object" && one !== null && "id" in one ? String(one.id) : typeof one === "string" ? one : undefined;
  if (id && targetsOf(field).length > 0) return v.title(id);
  return v.value(field, one);
}

const UNITS: Record<string, Intl.RelativeTimeFormatUnit> = { min: "minute", h: "hour", d: "day", w: "week", mo: "month", q: "quarter", y: "year" };

/** A moment that has no name of its own: "end of the month, 3 months ago". */
function momentWords(moment: { now: string; start?: string; end?: string }, v: Vocabulary): string {
  const [, count, unit] = /^([+-]?\d+)(min|h|d|w|mo|q|y)$/.exec(moment.now) ?? [];
  const now = unit ? v.offset(Number(count), UNITS[unit]!) : v.say("words.now");
  const grain = moment.start ?? moment.end;
  return grain ? v.say(moment.start ? "words.start_of" : "words.end_of", { grain: v.say(`words.grains.${grain}`), now }) : now;
}

/** Ids that a condition names, by the object that they are of: their titles have to be read. */
export function namedRecords(model: Model, object: string, condition: Condition): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  const visit = (at: string, one: Condition): void => {
    if ("and" in one) one.and.forEach((part) => visit(at, part));
    else if ("or" in one) one.or.forEach((part) => visit(at, part));
    else if ("not" in one) visit(at, one.not);
    else if ("field" in one) {
      const field = fieldsOf(model, at, one.field)?.at(-1);
      const ids = (Array.isArray(one.value) ? one.value : [one.value]).filter((value): value is string => typeof value === "string");
      for (const target of field ? targetsOf(field) : []) found.set(target, new Set([...(found.get(target) ?? []), ...ids]));
    } else if (!("search" in one) && one.where) {
      const name = "any" in one ? one.any : "none" in one ? one.none : one.count;
      const relation = model.object(at)?.relations.find((other) => other.name === name);
      if (relation) visit(relation.to, one.where);
    }
  };
  visit(object, condition);
  return new Map([...found].filter(([, ids]) => ids.size > 0).map(([target, ids]) => [target, [...ids].sort()]));
}
