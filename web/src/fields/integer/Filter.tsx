import { NumberFilter } from "../shared/NumberFilter";
import type { FilterProps } from "../types";

export function Filter(props: FilterProps) {
  return <NumberFilter {...props} />;
}
