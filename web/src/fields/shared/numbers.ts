/** Numbers as people type them, without losing a digit. */
const TIMES: Record<string, number> = { k: 3, 千: 3, 万: 4, 萬: 4, m: 6, 百万: 6, 百萬: 6, 亿: 8, 億: 8, b: 9 };
const WRITTEN = /^([+-]?)(\d*)(?:\.(\d*))?\s*(k|m|b|千|万|萬|百万|百萬|亿|億)?$/;

/** The canonical decimal of "1,234.50", "１２", "1.2万"; null where nothing is typed, undefined where it can't be told. */
export function readDecimal(typed: string): string | null | undefined {
  const text = typed.normalize("NFKC").trim().toLowerCase().replace(/[,\s_]/g, "");
  if (text === "") return null;
  const found = WRITTEN.exec(text);
  if (!found || (!found[2] && !found[3])) return undefined;
  const [, sign, whole = "", fraction = "", unit] = found;
  const shift = unit ? TIMES[unit]! : 0;
  const moved = fraction.padEnd(shift, "0");
  const digits = (whole + moved.slice(0, shift)).replace(/^0+(?=\d)/, "") || "0";
  const rest = moved.slice(shift).replace(/0+$/, "");
  const canonical = rest ? `${digits}.${rest}` : digits;
  return sign === "-" && /[1-9]/.test(canonical) ? `-${canonical}` : canonical;
}

/** A number for JSON where the text is a whole one; the text itself where only the server can tell. */
export function readWhole(typed: string): number | string | null {
  const decimal = readDecimal(typed);
  if (decimal === null) return null;
  const number = Number(decimal);
  return decimal !== undefined && Number.isSafeInteger(number) ? number : (decimal ?? typed);
}
