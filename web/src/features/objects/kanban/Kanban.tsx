import type { KindProps } from "../kinds";

export function Kanban({ object }: KindProps) {
  return <p>{object.name}</p>;
}
