/** Three states of one thing become one: what it was, what we made of it, what others made of it. */
import { same } from "./draft";
import type { Keys } from "./types";

/** A place that both have changed: our value stays until somebody decides. */
export interface Clash {
  path: string[];
  mine: unknown;
  theirs: unknown;
}

/** Conditions and defaults mean something only as a whole. */
const WHOLE = new Set(["where", "when", "visible", "required", "readonly", "default"]);

const isKeys = (value: unknown): value is Keys => typeof value === "object" && value !== null && !Array.isArray(value);
const alike = (one: unknown, other: unknown) => same(one ?? null, other ?? null);

/** What tells an item of a list from the others; null for those that only have their place. */
function wordOf(item: unknown): string | null {
  if (!isKeys(item)) return typeof item === "string" ? item : JSON.stringify(item);
  const word = item.id ?? item.name ?? item.value ?? item.field;
  return typeof word === "string" ? word : null;
}

/** Items by their words, or by their places where they have none and all lists are equally long. */
function keyed(lists: unknown[][]): Map<string, unknown>[] | null {
  if (lists.flat().every((item) => wordOf(item) !== null)) return lists.map((list) => new Map(list.map((item) => [wordOf(item)!, item])));
  return lists.every((list) => list.length === lists[0]!.length) ? lists.map((list) => new Map(list.map((item, at) => [String(at), item]))) : null;
}

/** The words of both in one order: ours where we have changed it, else theirs; what only the other has comes after its neighbour. */
function ordered(was: string[], mine: string[], theirs: string[]): string[] {
  const common = (words: string[]) => words.filter((word) => was.includes(word) && mine.includes(word));
  const [first, second] = same(common(was), common(mine)) ? [theirs, mine] : [mine, theirs];
  const words = [...first];
  second.forEach((word, at) => {
    if (!words.includes(word)) words.splice(at === 0 ? 0 : words.indexOf(second[at - 1]!) + 1, 0, word);
  });
  return words;
}

/** Changes of both together. Where both have changed the same, ours is taken and `clash` is told. */
export function merge(was: unknown, mine: unknown, theirs: unknown, path: string[], clash: (one: Clash) => void): unknown {
  if (alike(mine, theirs) || alike(was, theirs)) return mine;
  if (alike(was, mine)) return theirs;
  const below = (key: string, maps: Map<string, unknown>[]) => merge(maps[0]!.get(key), maps[1]!.get(key), maps[2]!.get(key), [...path, key], clash);
  if (Array.isArray(mine) && Array.isArray(theirs)) {
    const maps = keyed([Array.isArray(was) ? was : [], mine, theirs]);
    if (maps) {
      const [before, ours, others] = maps.map((map) => [...map.keys()]);
      return ordered(before!, ours!, others!).map((key) => below(key, maps)).filter((item) => item !== undefined && item !== null);
    }
  } else if (isKeys(mine) && isKeys(theirs) && !WHOLE.has(path.at(-1) ?? "")) {
    const maps = [isKeys(was) ? was : {}, mine, theirs].map((keys) => new Map(Object.entries(keys)));
    const keys = new Set([...maps[1]!.keys(), ...maps[2]!.keys()]);
    return Object.fromEntries([...keys].map((key) => [key, below(key, maps)] as const).filter(([, value]) => value !== undefined));
  }
  clash({ path, mine, theirs });
  return mine;
}

/** What stands at a place. */
export function at(value: unknown, path: string[]): unknown {
  return path.reduce((inner, key) => {
    if (!Array.isArray(inner)) return isKeys(inner) ? inner[key] : undefined;
    return inner.find((item, index) => (wordOf(item) ?? String(index)) === key) as unknown;
  }, value);
}

/** The same with another value at a place; undefined or null takes away what stands there. */
export function put<T>(value: T, path: string[], next: unknown): T {
  const [key, ...rest] = path;
  if (key === undefined) return next as T;
  if (!Array.isArray(value)) return { ...value, [key]: put((value as Keys | undefined)?.[key], rest, next) } as T;
  const index = value.findIndex((item, place) => (wordOf(item) ?? String(place)) === key);
  const items = [...(value as unknown[])];
  items.splice(index < 0 ? items.length : index, index < 0 ? 0 : 1, put(items[index], rest, next));
  return items.filter((item) => item !== undefined && item !== null) as T;
}
