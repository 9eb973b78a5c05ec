import { Clipped } from "../shared/Clipped";
import type { CellProps } from "../types";

const CLIPPED = 300;

export function Cell({ value, place }: CellProps) {
  const text = String(value);
  return <Clipped place={place}>{place !== "page" ? text.slice(0, CLIPPED).replace(/\s+/g, " ") : text}</Clipped>;
}
