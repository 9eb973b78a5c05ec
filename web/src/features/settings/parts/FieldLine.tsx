import { useId } from "react";

import { useModel } from "@/api/metadata";
import { useLabels } from "@/design/text";
import { Input } from "@/fields";

import { Line } from "./Sheet";

interface FieldLineProps {
  object: string;
  field: string;
  value: unknown;
  onChange: (value: unknown) => void;
  problem?: string;
  hint?: string;
  autoFocus?: boolean;
}

/** A field of the organisation, asked for as its type asks. */
export function FieldLine({ object, field, value, onChange, problem, hint, autoFocus }: FieldLineProps) {
  const id = useId();
  const labelOf = useLabels();
  const shown = useModel().field(object, field);
  if (!shown) return null;
  return (
    <Line label={labelOf(shown.label, field)} htmlFor={id} problem={problem} hint={hint}>
      <Input field={shown} id={id} value={value} onChange={onChange} invalid={!!problem} autoFocus={autoFocus} />
    </Line>
  );
}
