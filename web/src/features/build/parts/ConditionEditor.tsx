import type { Condition } from "@/api/condition";
import { FilterBuilder } from "@/metadata-ui/FilterBuilder";

import type { ObjectDef } from "../model/types";
import { AsPublished } from "./AsPublished";

interface Props {
  object: ObjectDef;
  value: Condition | undefined;
  alone?: boolean;
  onChange: (condition: Condition | undefined) => void;
}

/** A condition on the records of an object as it is being designed. */
export function ConditionEditor({ object, value, alone, onChange }: Props) {
  return (
    <AsPublished alone={alone}>
      <FilterBuilder object={object.name} value={value} onChange={onChange} search={false} />
    </AsPublished>
  );
}
