import { useMemo } from "react";

import type { Place } from "@/api/problem";

import { useWorkshop } from "../model/store";
import { located } from "./places";

/** What the last check found wrong with a field, a rule or a view of an object. */
export function useProblems(objectId: string): { fields: ReadonlyMap<string, string[]>; parts: ReadonlyMap<string, string[]>; all: readonly Place[] } {
  const problems = useWorkshop((state) => state.problems);
  return useMemo(() => {
    const { draft, design } = useWorkshop.getState();
    const fields = new Map<string, string[]>();
    const parts = new Map<string, string[]>();
    const all: Place[] = [];
    for (const problem of problems) {
      const place = located(problem.field, draft, design);
      if (place?.object.id !== objectId) continue;
      all.push(problem);
      const [where, key] = place.field ? [fields, place.field.id] : [parts, `${place.tab}:${place.part ?? ""}`];
      where.set(key, [...(where.get(key) ?? []), problem.message]);
    }
    return { fields, parts, all };
  }, [problems, objectId]);
}
