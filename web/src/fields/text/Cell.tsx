import { Clipped } from "../shared/Clipped";
import type { CellProps } from "../types";

export function Cell({ value, place }: CellProps) {
  return <Clipped place={place}>{String(value)}</Clipped>;
}
