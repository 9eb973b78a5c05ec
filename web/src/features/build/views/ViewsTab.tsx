import type { ObjectDef } from "../model/types";

export function ViewsTab({ object }: { object: ObjectDef }) {
  return <p>{object.name}</p>;
}
