import type { FieldDef, Keys, ObjectDef } from "../../model/types";

export interface SettingsProps {
  object: ObjectDef;
  field: FieldDef;
  /** Keys that are undefined go back to their default; changes with one tag are undone together. */
  set: (keys: Keys, tag?: string) => void;
}
