import { targetsOf } from "@/api/metadata";

import { RecordLink } from "../shared/RecordLink";
import { asReference } from "../shared/values";
import type { CellProps } from "../types";

export function Cell({ field, value }: CellProps) {
  const record = asReference(value);
  const object = record?.object ?? targetsOf(field)[0];
  return record && object ? <RecordLink object={object} record={record} /> : null;
}
