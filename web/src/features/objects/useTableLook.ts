import { useCallback, useState } from "react";

import type { MeasureChoice } from "@/metadata-ui/RecordTableGroups";

/** How somebody likes a view's table on this device: widths of columns, what is summed up below. */
interface Look {
  widths: Record<string, number>;
  measures: MeasureChoice;
}

const PLAIN: Look = { widths: {}, measures: {} };

function read(key: string): Look {
  try {
    return { ...PLAIN, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Look>) };
  } catch {
    return PLAIN;
  }
}

export function useTableLook(object: string, view: string) {
  const key = `luopan.table.${object}.${view}`;
  const [kept, setKept] = useState(() => ({ key, look: read(key) }));
  const look = kept.key === key ? kept.look : read(key);
  if (kept.key !== key) setKept({ key, look });
  const keep = useCallback(
    (change: (look: Look) => Look) =>
      setKept((before) => {
        const next = change(before.look);
        localStorage.setItem(key, JSON.stringify(next));
        return { key, look: next };
      }),
    [key],
  );
  const setWidth = useCallback(
    (path: string, width: number | null) =>
      keep((before) => {
        const rest = Object.entries(before.widths).filter(([one]) => one !== path);
        return { ...before, widths: Object.fromEntries(width === null ? rest : [...rest, [path, width]]) };
      }),
    [keep],
  );
  const setMeasures = useCallback((measures: MeasureChoice) => keep((before) => ({ ...before, measures })), [keep]);
  return { ...look, setWidth, setMeasures };
}
