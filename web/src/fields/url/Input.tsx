import { TextField } from "../shared/TextField";
import type { InputProps } from "../types";

export function Input(props: InputProps) {
  return <TextField {...props} extra={{ inputMode: "url", spellCheck: false, placeholder: "www.example.com" }} />;
}
