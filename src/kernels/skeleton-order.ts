/**
 * Strahler order of a skeleton (Horton 1945, doi 10.1130/0016-7606(1945)56[275:EDOSAT]2.0.CO;2; Strahler 1957, doi 10.1029/TR038i006p00913):
 * a branch with a free tip has order 1; where two branches of order k join, k + 1 goes on, otherwise the highest.
 *
 *      1  1 1  1         The root of each tree is its tip nearest to the collector. Without a collector it is the tip that gives
 *       \/   \/          the highest order: never less than the true root, and equal for full binary trees.
 *       2\   /2
 *         \ /           Exact for the graph. Loops have no order.
 *          | 3           Time: linear in branches (squared in the branches of one junction).
 */
import { faceGeometry } from '../volume/index.js';
import type { Face, Shape3 } from '../volume/index.js';
import { NODE } from './skeleton-graph.js';
import type { SkeletonGraph } from './skeleton-graph.js';

/** Highest order of all branches; null with loops or without branches. */
export function strahlerOrder(graph: SkeletonGraph, shape: Shape3, collector?: Face): number | null {
  const { kinds } = graph;
  const forest = plant(graph);
  if (forest === undefined) return null;
  const { branches, above, order, tree } = forest;
  const heights = collector === undefined ? undefined : tipHeights(graph, shape, collector);
  const lowest = new Float64Array(kinds.length).fill(Infinity);
  const ordersOf = new Int32Array(kinds.length);
  // of every branch, what lies beyond it as seen from the planted root, and as seen from the other side
  const down = new Int32Array(graph.from.length);
  const up = new Int32Array(graph.from.length);
  for (const node of order.toReversed()) if (above[node] >= 0) down[above[node]] = joined(branches[node], above[node], (b) => down[b]);
  for (const node of order) {
    const beyond = (b: number): number => (b === above[node] ? up[b] : down[b]);
    for (const b of branches[node]) {
      if (b !== above[node]) up[b] = joined(branches[node], b, beyond);
      if (kinds[node] !== NODE.tip) continue;
      const height = heights?.[node] ?? 0;
      if (height > lowest[tree[node]]) continue;
      ordersOf[tree[node]] = height < lowest[tree[node]] ? beyond(b) : Math.max(ordersOf[tree[node]], beyond(b));
      lowest[tree[node]] = height;
    }
  }
  const highest = ordersOf.reduce((most, value) => Math.max(most, value), 0);
  return highest === 0 ? null : highest;
}

interface Forest {
  /** branches at each node */
  readonly branches: readonly (readonly number[])[];
  /** branch towards the planted root, -1 at a root */
  readonly above: Int32Array;
  /** all nodes, parents before children */
  readonly order: readonly number[];
  /** the planted root of each node's tree */
  readonly tree: Int32Array;
}

/** Plants every tree at an arbitrary node; undefined when there are loops. */
function plant({ kinds, from, to }: SkeletonGraph): Forest | undefined {
  const branches = Array.from(kinds, (): number[] => []);
  for (let b = 0; b < from.length; b++) {
    if (from[b] === to[b]) return undefined;
    branches[from[b]].push(b);
    branches[to[b]].push(b);
  }
  const above = new Int32Array(kinds.length).fill(-1);
  const tree = new Int32Array(kinds.length).fill(-1);
  const order: number[] = [];
  for (let root = 0; root < kinds.length; root++) {
    if (tree[root] >= 0) continue;
    tree[root] = root;
    order.push(root);
    for (let k = order.length - 1; k < order.length; k++)
      for (const b of branches[order[k]]) {
        if (b === above[order[k]]) continue;
        const child = from[b] === order[k] ? to[b] : from[b];
        if (tree[child] >= 0) return undefined;
        tree[child] = root;
        above[child] = b;
        order.push(child);
      }
  }
  return { branches, above, order, tree };
}

/** Layers of each tip above the collector face. */
function tipHeights({ voxels, nodeOf, kinds }: SkeletonGraph, shape: Shape3, collector: Face): Float64Array {
  const { axis, atEnd } = faceGeometry(collector);
  const stride = [shape[1] * shape[2], shape[2], 1][axis];
  const heights = new Float64Array(kinds.length);
  for (let v = 0; v < voxels.length; v++) {
    if (nodeOf[v] < 0) continue;
    const place = Math.floor(voxels[v] / stride) % shape[axis];
    heights[nodeOf[v]] = atEnd ? shape[axis] - 1 - place : place;
  }
  return heights;
}

/** Order of what the branches of a node other than `without` join to; 1 when there are none. */
function joined(branches: readonly number[], without: number, orderOf: (branch: number) => number): number {
  let highest = 1;
  let times = 0;
  for (const b of branches) {
    if (b === without) continue;
    const order = orderOf(b);
    if (order > highest) [highest, times] = [order, 1];
    else if (order === highest) times++;
  }
  return times >= 2 ? highest + 1 : highest;
}
