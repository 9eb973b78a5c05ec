/** Fields don't know of drawers: whoever has one says how a record is created in between. */
import { createContext } from "react";

import type { RecordData } from "@/api/records";

export type CreateRecord = (object: string, values: Record<string, unknown>, onSaved: (record: RecordData) => void) => void;

export const Creating = createContext<CreateRecord | undefined>(undefined);
