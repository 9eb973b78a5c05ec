import { targetsOf } from "@/api/metadata";

import { RecordFilter } from "../shared/RecordFilter";
import type { FilterProps } from "../types";

export function Filter({ field, ...props }: FilterProps) {
  return <RecordFilter {...props} object={targetsOf(field)[0]} />;
}
