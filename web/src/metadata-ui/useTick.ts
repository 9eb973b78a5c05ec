import { useState } from "react";

import type { ObjectDefinition } from "@/api/metadata";
import type { RecordData } from "@/api/records";

import { useQuickWrite } from "./useQuickWrite";

/** Ticks a record off: its `field`, which must have been read with it, becomes `value`. It is told as `said`, with a way back. */
export function useTick(object: ObjectDefinition, record: RecordData, field: string, value: unknown, said: string): { done: boolean; tick: () => Promise<void> } {
  const write = useQuickWrite(object);
  // Ticked at once, until the record itself says how it is.
  const [ticked, setTicked] = useState<number>();
  async function tick() {
    setTicked(record.version);
    if (!(await write(record, { [field]: value }, said))) setTicked(undefined);
  }
  return { done: ticked === record.version || record[field] === value, tick };
}
