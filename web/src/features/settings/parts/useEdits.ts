import { useState } from "react";

import type { RecordData } from "@/api/records";

type Same = (field: string, one: unknown, other: unknown) => boolean;

const alike: Same = (_, one, other) => JSON.stringify(one) === JSON.stringify(other);

/** What is changed here and not saved yet. It stays when somebody else saves the record; where they changed the same, that is `overtaken`. */
export function useEdits(record: RecordData, same: Same = alike) {
  const [edits, setEdits] = useState<Record<string, { was: unknown; value: unknown }>>({});
  const changed = Object.keys(edits).filter((field) => !same(field, edits[field]!.value, record[field]));
  const valueOf = (field: string) => (field in edits ? edits[field]!.value : record[field]);
  const put = (field: string, value: unknown) => {
    const { [field]: before, ...others } = edits;
    const was = before ? before.was : record[field];
    setEdits(same(field, value, was) ? others : { ...others, [field]: { was, value } });
  };
  const overtaken = changed.some((field) => !same(field, edits[field]!.was, record[field]));
  return { changed, overtaken, valueOf, put, drop: () => setEdits({}) };
}
