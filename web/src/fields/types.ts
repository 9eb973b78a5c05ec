/** What every field type gives to screens: three widgets. A type without them does not compile (see `registry.ts`). */
import type { ComponentType } from "react";

import type { Operand } from "@/api/condition";
import type { Field } from "@/api/metadata";
import type { RecordData } from "@/api/records";

export interface CellProps {
  field: Field;
  /** As the server gives it: `{"amount","currency"}`, `{"id","title"}`, "2026-11-23", … */
  value: unknown;
  record?: RecordData;
  /** A line in a table (one line, clipped), a value on a page (wraps, links, copies), or words within a sentence. */
  place: "table" | "page" | "text";
}

export interface InputProps {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  id?: string;
  /** The accessible name, where no `<label for>` gives one: in a table's cell. */
  label?: string;
  /** The values of the whole form, for widgets that depend on another field. */
  values?: Readonly<Record<string, unknown>>;
  invalid?: boolean;
  disabled?: boolean;
  autoFocus?: boolean;
  /** Tells that the person is done: Enter in a table's cell. */
  onDone?: () => void;
}

export interface FilterProps {
  field: Field;
  /** An operator of the condition language; decides what operand is asked for. */
  op: string;
  value: Operand | undefined;
  onChange: (value: Operand | undefined) => void;
}

export interface FieldWidgets {
  Cell: ComponentType<CellProps>;
  Input: ComponentType<InputProps>;
  Filter: ComponentType<FilterProps>;
  /** Numbers stand at the right of a column. */
  align?: "right";
  /** Pixels that a column of this type gets at first. */
  width?: number;
}
