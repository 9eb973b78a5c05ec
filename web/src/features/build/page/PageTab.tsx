import type { ObjectDef } from "../model/types";

export function PageTab({ object }: { object: ObjectDef }) {
  return <p>{object.name}</p>;
}
