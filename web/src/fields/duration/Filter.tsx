import type { Operand } from "@/api/condition";

import { Between, isRange, isSeveral } from "../shared/Between";
import { asList } from "../shared/values";
import type { FilterProps } from "../types";
import { Input } from "./Input";

export function Filter({ field, op, value, onChange }: FilterProps) {
  const one = (length: Operand | undefined, put: (next: Operand | undefined) => void) => (
    <Input field={field} value={length} onChange={(next) => put((next as Operand) ?? undefined)} />
  );
  if (isRange(op)) return <Between value={value} onChange={onChange} end={one} />;
  if (isSeveral(op)) return one(asList(value)[0] as Operand, (next) => onChange(next === undefined ? undefined : [next]));
  return one(value, onChange);
}
