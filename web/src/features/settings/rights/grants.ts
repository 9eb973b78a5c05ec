/** Grants of a role, read and changed without losing what the screen does not show. */
import type { Condition } from "@/api/condition";
import type { Action } from "@/api/metadata";

export const ACTIONS: Action[] = ["read", "create", "update", "delete", "transfer", "import", "export", "configure"];
/** From the narrowest to the widest. */
export const SCOPES = ["own", "team", "reports", "department", "subdepartments", "all"] as const;
export type Scope = (typeof SCOPES)[number];
/** From the strictest to the most generous. */
export const LEVELS = ["hidden", "masked", "read", "write"] as const;
export type Level = (typeof LEVELS)[number];
export type FieldRight = Level | { level: Level; where?: Condition; otherwise?: Level };
export const EVERY = "*";

export interface Grant {
  object: string;
  actions: Action[];
  scope?: Scope;
  fields?: Record<string, FieldRight>;
}

const scopeOf = (grant: Grant): Scope => grant.scope ?? "own";

/** The scopes that an action on an object is granted with by grants that name this object. */
export function scopesOf(grants: readonly Grant[], object: string, action: Action): Scope[] {
  const found = new Set(grants.filter((one) => one.object === object && one.actions.includes(action)).map(scopeOf));
  return SCOPES.filter((one) => found.has(one));
}

/** What a cell comes to: its own scopes, and those of `*` where it adds to them. */
export function inheritedScopes(grants: readonly Grant[], object: string, action: Action, organisation: boolean): Scope[] {
  if (object === EVERY || organisation) return [];
  const own = scopesOf(grants, object, action);
  return scopesOf(grants, EVERY, action).filter((one) => !own.includes(one));
}

/** The grants with exactly this scope (null: none) for an action on an object. */
export function withScope(grants: readonly Grant[], object: string, action: Action, scope: Scope | null): Grant[] {
  const fields = fieldsOf(grants, object);
  const without = grants.map((one) => (one.object === object ? { ...one, actions: one.actions.filter((other) => other !== action) } : one));
  if (scope !== null) {
    const at = without.findIndex((one) => one.object === object && scopeOf(one) === scope);
    if (at >= 0) without[at] = { ...without[at]!, actions: inOrder([...without[at]!.actions, action]) };
    else without.push({ object, actions: [action], scope, ...(Object.keys(fields).length ? { fields } : {}) });
  }
  return without.filter((one) => one.object !== object || one.actions.length > 0);
}

const inOrder = (actions: Action[]) => ACTIONS.filter((one) => actions.includes(one));

/** The rights on fields that a role names for an object; where several grants name one, the strictest counts. */
export function fieldsOf(grants: readonly Grant[], object: string): Record<string, FieldRight> {
  const found: Record<string, FieldRight> = {};
  for (const grant of grants)
    if (grant.object === object)
      for (const [name, right] of Object.entries(grant.fields ?? {}))
        if (!(name in found) || LEVELS.indexOf(levelOf(right)) < LEVELS.indexOf(levelOf(found[name]!))) found[name] = right;
  return found;
}

export const levelOf = (right: FieldRight): Level => (typeof right === "string" ? right : right.level);

/** The grants with this right on a field of an object (null: not named). */
export function withField(grants: readonly Grant[], object: string, field: string, right: FieldRight | null): Grant[] {
  return grants.map((one) => {
    if (one.object !== object) return one;
    const fields = Object.fromEntries(Object.entries({ ...one.fields, [field]: right }).filter((pair): pair is [string, FieldRight] => pair[1] !== null));
    return { object: one.object, actions: one.actions, scope: scopeOf(one), ...(Object.keys(fields).length ? { fields } : {}) };
  });
}

/** Whether these grants make an administrator. */
export function isEverything(grants: readonly Grant[]): boolean {
  const every = new Set(grants.filter((one) => one.object === EVERY && scopeOf(one) === "all").flatMap((one) => one.actions));
  return ACTIONS.every((one) => every.has(one)) && grants.every((one) => Object.keys(one.fields ?? {}).length === 0);
}
