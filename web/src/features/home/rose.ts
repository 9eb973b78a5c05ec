/** The compass rose: one petal a stage, its area as large as its count, the largest reaching the outer ring. */
const CENTRE = 150;
const LEAST = 36;
const MOST = 118;
const NAME = 134;
const GAP = 0.035;

export interface Petal {
  path: string;
  /** Where the name stands. */
  x: number;
  y: number;
}

export function rose(counts: readonly number[]): Petal[] {
  const largest = Math.max(1, ...counts);
  const angle = (2 * Math.PI) / Math.max(1, counts.length);
  return counts.map((count, at) => {
    const middle = at * angle - Math.PI / 2;
    const radius = Math.sqrt(LEAST ** 2 + (count / largest) * (MOST ** 2 - LEAST ** 2));
    const [from, to] = [middle - angle / 2 + GAP, middle + angle / 2 - GAP];
    const point = (by: number, distance: number) =>
      `${(CENTRE + Math.cos(by) * distance).toFixed(2)} ${(CENTRE + Math.sin(by) * distance).toFixed(2)}`;
    return {
      path: `M${point(from, 28)} L${point(from, radius)} A${radius.toFixed(2)} ${radius.toFixed(2)} 0 0 1 ${point(to, radius)} L${point(to, 28)} A28 28 0 0 0 ${point(from, 28)}Z`,
      x: CENTRE + Math.cos(middle) * NAME,
      y: CENTRE + Math.sin(middle) * NAME,
    };
  });
}
