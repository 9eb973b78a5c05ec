import type { Condition } from "@/api/condition";
import { ConditionText as Words } from "@/metadata-ui/ConditionText";

import type { ObjectDef } from "../model/types";
import { AsPublished } from "./AsPublished";

/** A condition in words, about an object as it is being designed. */
export function ConditionText({ object, condition }: { object: ObjectDef; condition: Condition }) {
  return (
    <AsPublished>
      <Words object={object.name} condition={condition} />
    </AsPublished>
  );
}
