/** The three doors of field types: screens ask for a Cell, an Input or a Filter, and never which type it is. */
import type { CellProps, FilterProps, InputProps } from "./types";

export type { CellProps, FieldWidgets, FilterProps, InputProps } from "./types";

export function Cell({ value }: CellProps) {
  return <>{typeof value === "object" ? JSON.stringify(value) : String(value ?? "")}</>;
}

export function Input({ value, onChange, id }: InputProps) {
  return <input id={id} value={String(value ?? "")} onChange={(event) => onChange(event.target.value)} />;
}

export function Filter({ value, onChange }: FilterProps) {
  return <input value={String(value ?? "")} onChange={(event) => onChange(event.target.value)} />;
}
