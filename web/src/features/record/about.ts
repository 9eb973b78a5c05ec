import type { ObjectDefinition } from "@/api/metadata";
import type { RecordData } from "@/api/records";

/** What every part of the page is about. */
export interface About {
  object: ObjectDefinition;
  record: RecordData;
  /** This person may change this very record. */
  writable: boolean;
  /** It lies in the recycle bin. */
  deleted: boolean;
}
