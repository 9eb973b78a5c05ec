import type { Point } from "./Cell";

/** "31.2304, 121.4737", latitude first; undefined where it is none. */
export function readPoint(typed: string): Point | undefined {
  const numbers = typed.normalize("NFKC").split(/[,，;\s]+/).filter(Boolean).map(Number);
  const [lat, lng] = numbers;
  if (numbers.length !== 2 || !Number.isFinite(lat) || !Number.isFinite(lng)) return undefined;
  return Math.abs(lat!) <= 90 && Math.abs(lng!) <= 180 ? { lat: lat!, lng: lng! } : undefined;
}
