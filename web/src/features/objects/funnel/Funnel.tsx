import type { KindProps } from "../kinds";

export function Funnel({ object }: KindProps) {
  return <p>{object.name}</p>;
}
