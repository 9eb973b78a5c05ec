import type { KindProps } from "../kinds";

export function Calendar({ object }: KindProps) {
  return <p>{object.name}</p>;
}
