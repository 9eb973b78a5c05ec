import { useLocale } from "@/design/text";

import type { CellProps } from "../types";
import { spokenLength } from "./length";

export function Cell({ value }: CellProps) {
  return <>{spokenLength(Number(value), useLocale())}</>;
}
