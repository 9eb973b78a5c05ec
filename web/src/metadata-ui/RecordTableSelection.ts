/** Which rows are chosen: some, or all that fit but some. */
export type Selection = { all: false; ids: ReadonlySet<string> } | { all: true; except: ReadonlySet<string> };

export const NOTHING: Selection = { all: false, ids: new Set() };

export const isSelected = (selection: Selection, id: string): boolean =>
  selection.all ? !selection.except.has(id) : selection.ids.has(id);

export const isNothing = (selection: Selection): boolean => !selection.all && selection.ids.size === 0;

/** The same with these rows chosen, or not. */
export function withRows(selection: Selection, ids: Iterable<string>, chosen: boolean): Selection {
  const set = new Set(selection.all ? selection.except : selection.ids);
  for (const id of ids)
    if (chosen !== selection.all) set.add(id);
    else set.delete(id);
  return selection.all ? { all: true, except: set } : { all: false, ids: set };
}

export function sizeOf(selection: Selection, total: number | null): number | null {
  if (!selection.all) return selection.ids.size;
  return total === null ? null : Math.max(0, total - selection.except.size);
}
