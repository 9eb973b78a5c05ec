/** What may be written by moving things about: to another column of a board, to another day of a calendar. */
import type { Field, ObjectDefinition } from "@/api/metadata";

const HANDED_ON = new Set(["owner", "department"]);

/** Whether this person may write the field at all; of a single record only the server knows. */
export const mayWrite = (object: ObjectDefinition, field: Field | undefined): boolean =>
  field !== undefined &&
  field.writable &&
  field.access === "write" &&
  field.readonly !== true &&
  object.actions.includes(HANDED_ON.has(field.name) ? "transfer" : "update");
