/** Provinces, cities and districts of China, as a tree; the lists are the server's own. */
import lines from "./divisions.txt?raw";

export interface Division {
  value: string;
  label: string;
  children?: Division[];
}

function grown(): { roots: Division[]; byCode: Map<string, Division> } {
  const roots: Division[] = [];
  const byCode = new Map<string, Division>();
  for (const line of lines.trimEnd().split("\n")) {
    const division = { value: line.slice(0, 6), label: line.slice(7) };
    byCode.set(division.value, division);
    const above = [`${line.slice(0, 4)}00`, `${line.slice(0, 2)}0000`].find((code) => code !== division.value && byCode.has(code));
    if (above) (byCode.get(above)!.children ??= []).push(division);
    else roots.push(division);
  }
  return { roots, byCode };
}

const { roots, byCode } = grown();
export const provinces: readonly Division[] = roots;

/** Codes from the province down to this division. */
export function pathTo(code: string | undefined): string[] {
  if (!code || !byCode.has(code)) return [];
  return [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code].filter((one, at, all) => byCode.has(one) && all.indexOf(one) === at);
}

/** What an address says of the divisions on a path of codes. */
export function namedBy(codes: readonly string[]): { code?: string; province?: string; city?: string; district?: string } {
  const named: { code?: string; province?: string; city?: string; district?: string } = {};
  for (const code of codes) {
    const level = code.endsWith("0000") ? "province" : code.endsWith("00") ? "city" : "district";
    named[level] = byCode.get(code)!.label;
    named.code = code;
  }
  return named;
}
