import { Clipped } from "../shared/Clipped";
import type { CellProps } from "../types";
import { type Address, lineOf } from "./line";

export function Cell({ value, place }: CellProps) {
  return <Clipped place={place}>{lineOf(value as Address | string)}</Clipped>;
}
