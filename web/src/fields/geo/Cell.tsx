import { formatNumber } from "@/design/format";
import { useLocale } from "@/design/text";

import type { CellProps } from "../types";

export interface Point {
  lat: number;
  lng: number;
}

/** 31.2304°N 121.4737°E */
export function Cell({ value }: CellProps) {
  const locale = useLocale();
  const { lat, lng } = value as Point;
  const side = (degrees: number, positive: string, negative: string) =>
    `${formatNumber(Math.abs(degrees), locale, { maximumFractionDigits: 5 })}°${degrees < 0 ? negative : positive}`;
  return (
    <span>
      {side(lat, "N", "S")} {side(lng, "E", "W")}
    </span>
  );
}
