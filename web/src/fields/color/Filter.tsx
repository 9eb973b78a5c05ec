import { Input } from "./Input";
import { isSeveral } from "../shared/Between";
import { asList } from "../shared/values";
import type { FilterProps } from "../types";

export function Filter({ field, op, value, onChange }: FilterProps) {
  const put = (next: unknown) => onChange(typeof next !== "string" ? undefined : isSeveral(op) ? [next] : next);
  return <Input field={field} value={asList(value)[0] ?? null} onChange={put} />;
}
