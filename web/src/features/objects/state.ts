/**
 * What a list shows, as its address says it: `?view=won&q=华为&where={…}&sort=-amount,name&columns=name,amount&group=stage`.
 * What is not there is the view's; so an address is short, and a copied one shows the same.
 */
import { both, canonical, type Condition } from "@/api/condition";
import type { Sort, ViewContent } from "@/api/metadata";
import { writeSort } from "@/api/sort";

export interface ListState {
  view?: string;
  q?: string;
  /** Instead of the view's; `{"and": []}` is "all". */
  where?: Condition;
  sort?: Sort[];
  columns?: string[];
  /** "" is "not grouped" where the view groups. */
  group?: string;
}

export type Search = Record<string, unknown>;

/** Texts that look like numbers arrive as numbers. */
const text = (value: unknown): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
const names = (value: unknown): string[] | undefined => text(value)?.split(",").filter(Boolean);

export function readState(search: Search): ListState {
  const { where } = search;
  return {
    view: text(search.view),
    q: text(search.q) || undefined,
    where: typeof where === "object" && where !== null && !Array.isArray(where) ? (where as Condition) : undefined,
    sort: names(search.sort)?.map(readSort),
    columns: names(search.columns)?.length ? names(search.columns) : undefined,
    group: text(search.group),
  };
}

const readSort = (one: string): Sort => (one.startsWith("-") ? { field: one.slice(1), dir: "desc" } : { field: one, dir: "asc" });

export function writeState(state: ListState): Search {
  return {
    view: state.view,
    q: state.q || undefined,
    where: state.where,
    sort: state.sort && writeSort(state.sort),
    columns: state.columns?.join(","),
    group: state.group,
  };
}

export const ALL: Condition = { and: [] };
export const isAll = (where: Condition | undefined): boolean => !where || ("and" in where && where.and.length === 0);

/** The view as it is shown: its content, with what the address says instead. */
export function shownContent(content: ViewContent, state: ListState): ViewContent {
  const where = state.where ?? content.where;
  return {
    ...content,
    where: isAll(where) ? undefined : where,
    sort: state.sort ?? content.sort,
    columns: state.columns ?? content.columns,
    group: (state.group ?? content.group) || undefined,
  };
}

/** The records that are asked for: the filter, and what the search box says. */
export const askedWhere = (where: Condition | undefined, q: string | undefined): Condition | undefined =>
  both(where, q?.trim() ? { search: q.trim() } : undefined);

const same = (one: unknown, other: unknown) => canonical(one) === canonical(other);

/** The state with changes; what is as the view has it is left out. */
export function changedState(content: ViewContent, state: ListState, changes: Partial<ListState>): ListState {
  const next = { ...state, ...changes };
  if (next.where && (isAll(next.where) ? isAll(content.where) : same(next.where, content.where))) next.where = undefined;
  if (next.sort && same(next.sort, content.sort ?? [])) next.sort = undefined;
  if (next.columns && same(next.columns, content.columns)) next.columns = undefined;
  if (next.group !== undefined && next.group === (content.group ?? "")) next.group = undefined;
  return next;
}

/** Whether the view is shown otherwise than it is kept. The search box is not part of a view. */
export const isChanged = (state: ListState): boolean =>
  state.where !== undefined || state.sort !== undefined || state.columns !== undefined || state.group !== undefined;
