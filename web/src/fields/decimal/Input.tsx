import { NumberField } from "../shared/NumberField";
import type { InputProps } from "../types";

export function Input(props: InputProps) {
  return <NumberField {...props} />;
}
