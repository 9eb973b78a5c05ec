/** Places for objects on the map: what is pointed at stands left of what points at it, and lines cross little. */
export interface Edge {
  source: string;
  target: string;
}

const WIDTH = 272;
const HEIGHT = 104;
const MOST_IN_COLUMN = 7;

/** The column of each node: one right of everything it points at, circles cut where they close. */
function columnsOf(nodes: string[], edges: Edge[]): Map<string, number> {
  const targets = new Map(nodes.map((node) => [node, edges.filter((edge) => edge.source === node && edge.target !== node).map((edge) => edge.target)]));
  const columns = new Map<string, number>();
  const visiting = new Set<string>();
  const visit = (node: string): number => {
    const known = columns.get(node);
    if (known !== undefined) return known;
    if (visiting.has(node)) return -1;
    visiting.add(node);
    const column = Math.max(-1, ...(targets.get(node) ?? []).map(visit)) + 1;
    visiting.delete(node);
    columns.set(node, column);
    return column;
  };
  nodes.forEach(visit);
  return columns;
}

/** Positions of the nodes. Those without any edge stand in rows below. */
export function arrange(nodes: string[], edges: Edge[]): Map<string, { x: number; y: number }> {
  const known = edges.filter((edge) => nodes.includes(edge.source) && nodes.includes(edge.target));
  const joined = new Set(known.flatMap((edge) => [edge.source, edge.target]));
  const columns = columnsOf(nodes.filter((node) => joined.has(node)), known);
  const rows: string[][] = [];
  for (const [node, column] of columns) (rows[column] ??= []).push(node);
  const place = new Map<string, number>();
  const packed: string[][] = [];
  for (const column of rows.filter(Boolean)) {
    // In the order of what they point at, on the average.
    const weight = (node: string) => {
      const places = known.filter((edge) => edge.source === node && place.has(edge.target)).map((edge) => place.get(edge.target)!);
      return places.length ? places.reduce((sum, one) => sum + one, 0) / places.length : 0;
    };
    const sorted = column.map((node) => ({ node, weight: weight(node) })).sort((one, other) => one.weight - other.weight);
    sorted.forEach(({ node }, at) => place.set(node, at % MOST_IN_COLUMN));
    for (let at = 0; at < sorted.length; at += MOST_IN_COLUMN) packed.push(sorted.slice(at, at + MOST_IN_COLUMN).map(({ node }) => node));
  }
  const positions = new Map<string, { x: number; y: number }>();
  const tallest = Math.max(0, ...packed.map((column) => column.length));
  packed.forEach((column, x) =>
    column.forEach((node, y) => positions.set(node, { x: x * WIDTH, y: (y + (tallest - column.length) / 2) * HEIGHT })),
  );
  const alone = nodes.filter((node) => !joined.has(node));
  const wide = Math.max(4, packed.length);
  alone.forEach((node, at) => positions.set(node, { x: (at % wide) * WIDTH, y: (tallest + Math.floor(at / wide)) * HEIGHT + (tallest ? 40 : 0) }));
  return positions;
}
