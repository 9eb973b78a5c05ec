/** The condition language: the same JSON that the server compiles (see docs/conditions.md). */
export interface Moment {
  now: string;
  start?: Grain;
  end?: Grain;
}
export type Grain = "day" | "week" | "month" | "quarter" | "year";
export type Operand = { me: true } | { path: string } | Moment | string | number | boolean | null | Operand[] | Record<string, unknown>;

export type Condition =
  | { and: Condition[] }
  | { or: Condition[] }
  | { not: Condition }
  | { field: string; op: string; value?: Operand }
  | { any: string; where?: Condition }
  | { none: string; where?: Condition }
  | { count: string; where?: Condition; op: string; value: number }
  | { search: string };

/** Both, as flat as it goes; undefined is "all". */
export function both(...conditions: (Condition | undefined | null)[]): Condition | undefined {
  const parts = conditions.flatMap((one) => (!one ? [] : "and" in one ? one.and : [one]));
  return parts.length === 0 ? undefined : parts.length === 1 ? parts[0] : { and: parts };
}

/** Whether a search is part of a condition, or of a question with one: its answer follows changes a moment later than others. */
export const isSearch = (question: unknown) => JSON.stringify(question ?? null).includes('"search":');

/** The text of a condition, or any JSON, in one order of keys: equal ones have equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
