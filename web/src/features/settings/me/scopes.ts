export const KEYS = ["settings", "keys"] as const;

/** What a key may do, line by line as it is chosen. */
export interface ScopeLine {
  object: string;
  actions: string[];
}

/** As the server writes it: `read` for every object, else `account:update`. */
export function scopesOf(lines: ScopeLine[]): string[] {
  return [...new Set(lines.flatMap((line) => line.actions.map((action) => (line.object === "*" ? action : `${line.object}:${action}`))))];
}
