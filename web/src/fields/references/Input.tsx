import { targetsOf } from "@/api/metadata";

import { RecordSelect } from "../shared/RecordSelect";
import { asList, asReference } from "../shared/values";
import type { InputProps } from "../types";

export function Input({ field, value, onChange, ...props }: InputProps) {
  const records = asList(value).flatMap((one) => asReference(one) ?? []);
  return <RecordSelect {...props} object={targetsOf(field)[0]} value={records} onChange={onChange} multiple />;
}
