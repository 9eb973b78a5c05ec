/** Records that point at a parent of their own kind, as a tree: departments, territories. */
import type { RecordData, Reference } from "@/api/records";

export interface Node {
  record: RecordData;
  children: Node[];
}

/** Roots with what is below them, in the order of the records; who points at nobody we know is a root. */
export function treeOf(records: readonly RecordData[]): Node[] {
  const nodes = new Map(records.map((record) => [record.id, { record, children: [] } as Node]));
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    const parent = nodes.get((node.record.parent as Reference | null)?.id ?? "");
    (parent && parent !== node ? parent.children : roots).push(node);
  }
  return roots;
}

/** A node and everything below it. */
export function idsBelow(node: Node): string[] {
  return [node.record.id, ...node.children.flatMap(idsBelow)];
}

/** Whether `id` may be put below `parent` (null: the top): not below itself, and not where it is already. */
export function mayMove(roots: readonly Node[], id: string, parent: string | null): boolean {
  const found = find(roots, id);
  if (!found) return false;
  const now = (found.record.parent as Reference | null)?.id ?? null;
  return parent !== now && (parent === null || !idsBelow(found).includes(parent));
}

function find(nodes: readonly Node[], id: string): Node | undefined {
  for (const node of nodes) {
    const found = node.record.id === id ? node : find(node.children, id);
    if (found) return found;
  }
  return undefined;
}
