import { OutsideLink } from "../shared/OutsideLink";
import type { CellProps } from "../types";

export function Cell({ value, place }: CellProps) {
  const address = String(value);
  const safe = /^https?:\/\//i.test(address);
  const text = address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
  return <OutsideLink href={address} text={text} place={safe || place === "text" ? place : "table"} />;
}
