/** Days as operands: of a date the day itself, of a moment the day's first or last instant in the workspace's zone. */
import type { Operand } from "@/api/condition";
import type { Field } from "@/api/metadata";

import { momentAt, momentText, wallOf } from "../datetime/zone";
import type { Edge } from "./moments";

export function dayOperand(field: Field, day: string, edge: Edge, zone: string): Operand {
  if (field.type !== "datetime" || edge === "start") return day;
  return momentText(new Date(momentAt(`${day}T23:59:59`, zone).getTime() + 999));
}

export function dayOf(field: Field, value: unknown, zone: string): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  return field.type === "datetime" && value.length > 10 ? wallOf(value, zone).slice(0, 10) : value.slice(0, 10);
}
