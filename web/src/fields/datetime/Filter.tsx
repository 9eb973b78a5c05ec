import { Filter as DayFilter } from "../date/Filter";
import { isSeveral } from "../shared/Between";
import { asList } from "../shared/values";
import type { FilterProps } from "../types";
import { Input } from "./Input";

/** Before, after, between go by days; the very moment is asked for to the minute. */
export function Filter(props: FilterProps) {
  const { field, op, value, onChange } = props;
  if (op !== "eq" && op !== "ne" && !isSeveral(op)) return <DayFilter {...props} />;
  const put = (next: unknown) => onChange(typeof next !== "string" ? undefined : isSeveral(op) ? [next] : next);
  return <Input field={field} value={asList(value)[0]} onChange={put} />;
}
