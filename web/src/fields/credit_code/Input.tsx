import { TextField } from "../shared/TextField";
import styles from "../shared/inputs.module.css";
import type { InputProps } from "../types";

/** Eighteen digits and capitals, whatever is typed. */
export function Input({ onChange, ...props }: InputProps) {
  const change = (value: unknown) => onChange(typeof value === "string" ? value.toUpperCase() : value);
  return <TextField {...props} onChange={change} extra={{ maxLength: 30, spellCheck: false, className: styles.mono }} />;
}
