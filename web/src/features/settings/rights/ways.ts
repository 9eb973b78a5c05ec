/** Ways to records as they are shown: the widest scope first, delegated ones apart, without single shares. */
import { type Scope, SCOPES } from "./grants";

const DELEGATED = "delegation ";

/** Scopes from the widest, then rules, territories and relations by name. */
function order(one: string, other: string): number {
  const rank = (way: string) => SCOPES.length - 1 - SCOPES.indexOf(way as Scope);
  return rank(one) - rank(other) || one.localeCompare(other);
}

export function shown(ways: readonly string[]): { own: string[]; delegated: string[] } {
  const told = ways.filter((one) => one !== "share" && one !== `${DELEGATED}share`);
  const own = told.filter((one) => !one.startsWith(DELEGATED)).sort(order);
  return { own, delegated: told.filter((one) => one.startsWith(DELEGATED) && !own.includes(one.slice(DELEGATED.length))) };
}
