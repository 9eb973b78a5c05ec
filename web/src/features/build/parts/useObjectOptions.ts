import { useMemo } from "react";

import { useLabels, useLocale } from "@/design/text";

import { useDesign } from "../model/store";
import type { ObjectDef } from "../model/types";

const rank = (object: ObjectDef) => (object.state === "new" ? 0 : object.app === null && !object.system ? 1 : object.system ? 3 : 2);

/** Objects to point at: those just made first, the system's last. */
export function useObjectOptions(): { value: string; label: string }[] {
  const labelOf = useLabels();
  const locale = useLocale();
  const design = useDesign();
  return useMemo(
    () =>
      [...design.values()]
        .map((object) => ({ value: object.name, label: labelOf(object.label, object.name), rank: rank(object) }))
        .sort((one, other) => one.rank - other.rank || one.label.localeCompare(other.label, locale))
        .map(({ value, label }) => ({ value, label })),
    [design, labelOf, locale],
  );
}
