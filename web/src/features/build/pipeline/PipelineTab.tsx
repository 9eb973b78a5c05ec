import type { ObjectDef } from "../model/types";

export function PipelineTab({ object }: { object: ObjectDef }) {
  return <p>{object.name}</p>;
}
