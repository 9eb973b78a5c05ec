/** What a change of rights would mean, gathered by people for whom it means the same. */
import type { Reference } from "@/api/records";

import { shown } from "./ways";

export interface Line {
  object: string;
  /** An action, `field <name>`, or `administrator`. */
  what: string;
  how: string;
}

export interface Effect {
  user: Reference;
  gained: Line[];
  lost: Line[];
  /** Other ways to the same actions, which stay. */
  kept: Line[];
  records: Record<string, { before: number; after: number }>;
}

/** One thing that changes on one object. */
export type Change =
  | { kind: "administrator"; gained: boolean }
  | { kind: "action"; object: string; action: string; from: string[]; to: string[] }
  /** `from` is null where the object has not been read at all before. */
  | { kind: "field"; object: string; field: string; from: string | null; to: string };

export interface Group {
  people: Effect[];
  changes: Change[];
}

const FIELD = "field ";

/** Each object's actions and fields once, with what they were (`lost`) and what they will be (`gained`). Who sees an object no
 * more is not told of its fields, and ways that mean the same as before are not told at all. */
export function changesOf({ gained, lost, kept }: Pick<Effect, "gained" | "lost" | "kept">): Change[] {
  const found = new Map<string, { object: string; what: string; from: string[]; to: string[] }>();
  const place = ({ object, what }: Line) => {
    const key = `${object} ${what}`;
    if (!found.has(key)) found.set(key, { object, what, from: [], to: [] });
    return found.get(key)!;
  };
  for (const line of [...lost, ...kept]) place(line).from.push(line.how);
  for (const line of [...gained, ...kept]) place(line).to.push(line.how);
  return [...found.values()].flatMap(({ object, what, from, to }): Change[] => {
    if (what === "administrator") return [{ kind: "administrator", gained: to.length > 0 }];
    if (!what.startsWith(FIELD)) {
      const [was, will] = [told(from), told(to)];
      return String(was) !== String(will) ? [{ kind: "action", object, action: what, from: was, to: will }] : [];
    }
    const read = found.get(`${object} read`);
    const [unread, begun] = [read && told(read.to).length === 0, read && told(read.from).length === 0];
    return unread ? [] : [{ kind: "field", object, field: what.slice(FIELD.length), from: begun ? null : (from[0] ?? "write"), to: to[0] ?? "write" }];
  });
}

function told(ways: string[]): string[] {
  const { own, delegated } = shown(ways);
  return [...own, ...delegated];
}

/** People with the same changes together, the largest groups first. */
export function groupsOf(effects: readonly Effect[]): Group[] {
  const groups = new Map<string, Group>();
  for (const effect of effects) {
    const key = JSON.stringify([effect.gained, effect.lost, effect.kept]);
    const group = groups.get(key) ?? { people: [], changes: changesOf(effect) };
    group.people.push(effect);
    groups.set(key, group);
  }
  return [...groups.values()].sort((one, other) => other.people.length - one.people.length);
}

/** The objects of which people of a group see more or fewer records, with the sums. */
export function recordsOf(group: Group): { object: string; before: number; after: number }[] {
  const sums = new Map<string, { object: string; before: number; after: number }>();
  for (const { records } of group.people)
    for (const [object, { before, after }] of Object.entries(records)) {
      const sum = sums.get(object) ?? { object, before: 0, after: 0 };
      sums.set(object, { object, before: sum.before + before, after: sum.after + after });
    }
  return [...sums.values()].filter((one) => one.before !== one.after);
}
