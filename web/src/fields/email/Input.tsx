import { TextField } from "../shared/TextField";
import type { InputProps } from "../types";

export function Input(props: InputProps) {
  return <TextField {...props} extra={{ inputMode: "email", spellCheck: false, placeholder: "name@example.com" }} />;
}
