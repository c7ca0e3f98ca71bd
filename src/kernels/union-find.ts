/**
 * Disjoint sets as a forest of parents: a root is its own parent (Tarjan 1975, doi 10.1145/321879.321884). Who joins two sets decides
 * which root stays.
 */

/** Root of a node, halving the path on the way. */
export function rootOf(parent: Uint32Array, node: number): number {
  let i = node;
  while (parent[i] !== i) {
    parent[i] = parent[parent[i]];
    i = parent[i];
  }
  return i;
}
