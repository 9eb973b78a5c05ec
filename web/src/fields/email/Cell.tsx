import { OutsideLink } from "../shared/OutsideLink";
import type { CellProps } from "../types";

export function Cell({ value, place }: CellProps) {
  return <OutsideLink href={`mailto:${String(value)}`} text={String(value)} place={place} />;
}
