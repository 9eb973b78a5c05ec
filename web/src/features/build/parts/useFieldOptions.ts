import { useMemo } from "react";

import type { Field } from "@/api/metadata";
import { useLabels } from "@/design/text";

import { useDesignModel } from "../model/store";
import type { ObjectDef } from "../model/types";

/** Fields to choose from, under their labels; those that every record has come last. */
export function useFieldOptions(object: ObjectDef, fits: (field: Field) => boolean = () => true): { value: string; label: string }[] {
  const labelOf = useLabels();
  const model = useDesignModel();
  const fields = model.object(object.name)?.fields;
  return useMemo(
    () =>
      [...(fields ?? [])]
        .sort((one, other) => Number(one.system) - Number(other.system))
        .filter(fits)
        .map((field) => ({ value: field.name, label: labelOf(field.label, field.name) })),
    // What fits is said by constants.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [fields, labelOf],
  );
}

/** Fields, and one step further through references: `account.industry` as 客户 › 行业. */
export function usePathOptions(object: ObjectDef): { value: string; label: string }[] {
  const labelOf = useLabels();
  const model = useDesignModel();
  return useMemo(() => {
    const fields = model.object(object.name)?.fields ?? [];
    const own = fields.filter((field) => !field.system);
    const option = (path: string, ...labels: string[]) => ({ value: path, label: labels.join(" › ") });
    const named = (field: Field) => labelOf(field.label, field.name);
    return [
      ...own.map((field) => option(field.name, named(field))),
      ...fields.filter((field) => field.system).map((field) => option(field.name, named(field))),
      ...own
        .filter((field) => field.type === "reference" && typeof field.to === "string")
        .flatMap((field) =>
          (model.object(field.to as string)?.fields ?? [])
            .filter((next) => !next.system)
            .map((next) => option(`${field.name}.${next.name}`, named(field), named(next))),
        ),
    ];
  }, [model, object.name, labelOf]);
}
