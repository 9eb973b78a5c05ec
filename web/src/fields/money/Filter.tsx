import { useMe } from "@/api/session";

import { NumberFilter } from "../shared/NumberFilter";
import type { FilterProps } from "../types";

/** Amounts are compared by their worth in the workspace's currency. */
export function Filter(props: FilterProps) {
  return <NumberFilter {...props} prefix={useMe().workspace.currency} />;
}
