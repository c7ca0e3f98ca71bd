/**
 * Where the live lithium is narrow, as seen from the collector: take away everything nearer to the collector than s steps, and what is left
 * falls into pieces. Each piece hangs on its front, its voxels at exactly s steps, which is a cut: every path to the collector
 * passes it. For s going down the pieces grow and merge, which makes a tree (a join tree; Carr, Snoeyink & Axen 2003).
 *
 *      # # # # #   s = 4      one piece, front 5
 *      . . # . .   s = 3      the same piece, front 1: a neck
 *      # # # # #   s = 2      front 5
 *      =========              collector
 *
 * Only pieces of at least `least` voxels are kept, so the tree has few branches. Memory: 12 bytes per live voxel.
 * Time: one union-find over the voxels and their neighbours.
 */
import type { LiveGraph } from './live-graph.js';
import { rootOf } from './union-find.js';

/** The cut on which a piece hangs. */
export interface Front {
  /** steps from the collector */
  readonly step: number;
  /** number of voxels of the front */
  readonly size: number;
  /** nodes of the front; empty when they are more than asked for */
  readonly nodes: readonly number[];
  /** kept fronts one step further away that hang on this one */
  readonly children: Front[];
  /** the largest number of steps of a kept front above this one, itself included */
  deepest: number;
}

/** Kept fronts at step 0; `weight` 1 for the voxels that count as size of a piece. */
export function frontTree(graph: LiveGraph, weight: Uint8Array, least: number, mostNodes: number): Front[] {
  const { layerStart, steps, voxel } = graph;
  const count = voxel.length;
  const parent = new Uint32Array(count);
  const volume = new Uint32Array(count);
  const size = new Uint32Array(count);
  const found = new Uint32Array(26);

  let above: { front: Front; root: number }[] = [];
  for (let step = layerStart.length - 2; step >= 0; step--) {
    const first = layerStart[step];
    const end = layerStart[step + 1];
    for (let node = first; node < end; node++) {
      parent[node] = node;
      volume[node] = weight[voxel[node]];
      size[node] = 1;
    }
    for (let node = first; node < end; node++) {
      const neighbours = graph.neighbours(node, found);
      for (let k = 0; k < neighbours; k++) {
        const other = found[k];
        if (other < first || (other < end && other > node)) continue;
        const a = rootOf(parent, node);
        const b = rootOf(parent, other);
        if (a === b) continue;
        // nodes ascend in steps, so the smaller root lies in this layer
        const root = Math.min(a, b);
        const child = Math.max(a, b);
        parent[child] = root;
        volume[root] += volume[child];
        if (steps[child] === step) size[root] += size[child];
      }
    }
    const here = new Map<number, { front: Front; nodes: number[] }>();
    for (let node = first; node < end; node++) {
      const root = rootOf(parent, node);
      if (volume[root] < least) continue;
      let entry = here.get(root);
      if (entry === undefined) {
        const nodes: number[] = [];
        entry = { nodes, front: { step, size: size[root], nodes, children: [], deepest: step } };
        here.set(root, entry);
      }
      if (size[root] <= mostNodes) entry.nodes.push(node);
    }
    for (const { front, root } of above) {
      const below = here.get(rootOf(parent, root))?.front;
      if (below === undefined) continue;
      below.children.push(front);
      below.deepest = Math.max(below.deepest, front.deepest);
    }
    above = Array.from(here, ([root, { front }]) => ({ front, root }));
  }
  return above.map(({ front }) => front);
}
