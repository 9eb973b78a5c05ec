import { TextField } from "../shared/TextField";
import type { InputProps } from "../types";

export function Input({ field, ...props }: InputProps) {
  return <TextField {...props} extra={{ maxLength: Number(field.max_length ?? 1_000) }} />;
}
