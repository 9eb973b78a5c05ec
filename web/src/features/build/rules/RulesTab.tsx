import type { ObjectDef } from "../model/types";

export function RulesTab({ object }: { object: ObjectDef }) {
  return <p>{object.name}</p>;
}
