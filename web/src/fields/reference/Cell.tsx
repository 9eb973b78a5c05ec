import { targetsOf } from "@/api/metadata";

import { Named, RecordLink } from "../shared/RecordLink";
import { asReference } from "../shared/values";
import type { CellProps } from "../types";
import { Cell as UserCell } from "../user/Cell";

export function Cell(props: CellProps) {
  const record = asReference(props.value);
  const object = record?.object ?? targetsOf(props.field)[0];
  if (object === "user") return <UserCell {...props} />;
  if (props.place === "text") return <Named record={record} />;
  return record && object ? <RecordLink object={object} record={record} /> : null;
}
