import { Filter as DayFilter } from "../date/Filter";
import { isSeveral } from "../shared/Between";
import { ByInput } from "../shared/ByInput";
import type { FilterProps } from "../types";
import { Input } from "./Input";

/** Before, after, between go by days; the very moment is asked for to the minute. */
export function Filter(props: FilterProps) {
  const exact = props.op === "eq" || props.op === "ne" || isSeveral(props.op);
  return exact ? <ByInput {...props} input={Input} /> : <DayFilter {...props} />;
}
