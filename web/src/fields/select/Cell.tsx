import { useLabels } from "@/design/text";
import { Pill } from "@/design/Pill";

import type { CellProps } from "../types";

export function Cell({ field, value }: CellProps) {
  const labelOf = useLabels();
  const option = field.options?.find((one) => one.value === value);
  return <Pill color={option?.color}>{labelOf(option?.label, String(value))}</Pill>;
}
