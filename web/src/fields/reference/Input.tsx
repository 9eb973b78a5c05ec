import { targetsOf } from "@/api/metadata";

import { RecordSelect } from "../shared/RecordSelect";
import { asReference } from "../shared/values";
import type { InputProps } from "../types";

export function Input({ field, value, onChange, ...props }: InputProps) {
  const record = asReference(value);
  return (
    <RecordSelect
      {...props}
      object={targetsOf(field)[0]}
      value={record ? [record] : []}
      onChange={(records) => onChange(records[0] ?? null)}
      clearable={field.required !== true}
    />
  );
}
