/** Writing a few values of a record, whoever else is at it. */
import type { ObjectDefinition } from "@/api/metadata";
import { Problem } from "@/api/problem";
import { readRecord, type RecordData, updateRecord } from "@/api/records";
import { same, toWire } from "@/fields";

export type Values = Record<string, unknown>;

export interface Written {
  /** As it is now. */
  record: RecordData;
  /** Not where another has changed the same values meanwhile. */
  wrote: boolean;
}

const STALE = 412;
export const isStale = (error: unknown): boolean => error instanceof Problem && error.status === STALE;

/** Where the record has moved on since `row`, but not in what is written here, it is written all the same. */
export async function writeValues(object: ObjectDefinition, row: RecordData, values: Values): Promise<Written> {
  const fields = new Map(object.fields.map((field) => [field.name, field]));
  const sent = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toWire(fields.get(name)!, value)]));
  try {
    return { record: await updateRecord(object.name, row.id, sent, row.version), wrote: true };
  } catch (error) {
    if (!isStale(error)) throw error;
  }
  const now = await readRecord(object.name, row.id);
  const untouched = Object.keys(values).every((name) => same(fields.get(name)!, now[name], row[name]));
  return untouched ? { record: await updateRecord(object.name, row.id, sent, now.version), wrote: true } : { record: now, wrote: false };
}
