import type { Condition } from "@/api/condition";
import { FilterBuilder } from "@/metadata-ui/FilterBuilder";

/** A condition of a rule or a role: built by clicking, without the search, which rules can't use. */
export function Where({ object, value, onChange }: { object: string; value: Condition | undefined; onChange: (condition: Condition) => void }) {
  return <FilterBuilder key={object} object={object} value={value} onChange={(condition) => onChange(condition ?? { and: [] })} search={false} />;
}
