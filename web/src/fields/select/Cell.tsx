import { useLabels } from "@/design/text";
import { Pill } from "@/design/Pill";

import type { CellProps } from "../types";

export function Cell({ field, value, place }: CellProps) {
  const labelOf = useLabels();
  const option = field.options?.find((one) => one.value === value);
  const label = labelOf(option?.label, String(value));
  return place === "text" ? <>{label}</> : <Pill color={option?.color}>{label}</Pill>;
}
