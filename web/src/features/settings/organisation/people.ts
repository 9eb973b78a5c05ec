/** People as the settings speak of them. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { both, type Condition } from "@/api/condition";
import type { Model } from "@/api/metadata";
import { queryRecords, type RecordData, recordKeys, type Reference } from "@/api/records";

export interface Person extends RecordData {
  name: string;
  email: string;
  department: Reference | null;
  manager: Reference | null;
  /** Administrators see them, and whoever keeps the directory. */
  roles?: Reference[];
  active: boolean;
}

export interface PeopleFilter {
  text?: string;
  department?: string;
  role?: string;
  state?: "active" | "inactive" | "all";
}

const FIELDS = ["name", "email", "department", "manager", "roles", "active"];
const PAGE = 100;

const selected = (model: Model) => FIELDS.filter((name) => model.field("user", name));

export function conditionOf({ text, department, role, state = "active" }: PeopleFilter): Condition | undefined {
  const written = text?.trim();
  return both(
    state === "all" ? null : { field: "active", op: "eq", value: state === "active" },
    department ? { field: "department", op: "eq", value: department } : null,
    role ? { field: "roles", op: "has_any", value: [role] } : null,
    written ? { or: [{ field: "name", op: "contains", value: written }, { field: "email", op: "contains", value: written }] } : null,
  );
}

export function usePeople(model: Model, filter: PeopleFilter) {
  const asked = { where: conditionOf(filter), select: ["id", "version", ...selected(model)], sort: [{ field: "name", dir: "asc" as const }], limit: PAGE, count: "exact" as const };
  return useInfiniteQuery({
    queryKey: recordKeys.list("user", asked),
    queryFn: ({ pageParam, signal }) => queryRecords("user", { ...asked, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** All records of an object of the organisation that is small: departments, teams, roles. */
export function useAll(object: string, enabled = true) {
  const asked = { sort: [{ field: "name", dir: "asc" as const }], limit: 1_000 };
  return useQuery({ queryKey: recordKeys.list(object, asked), queryFn: ({ signal }) => queryRecords(object, asked, signal), select: (page) => page.records, enabled });
}
