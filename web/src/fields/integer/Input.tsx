import { NumberField } from "../shared/NumberField";
import { readWhole } from "../shared/numbers";
import type { InputProps } from "../types";

export function Input(props: InputProps) {
  return <NumberField {...props} read={readWhole} />;
}
