import { targetsOf } from "@/api/metadata";

import { RecordSelect } from "../shared/RecordSelect";
import { asReference } from "../shared/values";
import type { InputProps } from "../types";
import { Input as UserInput } from "../user/Input";

export function Input(inputs: InputProps) {
  const { field, value, onChange, ...props } = inputs;
  const record = asReference(value);
  const [object] = targetsOf(field);
  if (object === "user") return <UserInput {...inputs} />;
  return (
    <RecordSelect
      {...props}
      object={object}
      value={record ? [record] : []}
      onChange={(records) => onChange(records[0] ?? null)}
      clearable={field.required !== true}
    />
  );
}
