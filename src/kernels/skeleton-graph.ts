/**
 * The graph of a skeleton: tips, junctions and the branches between them.
 *
 * Voxels are neighbours when they touch (26). One neighbour makes a tip, three or more a junction; junction voxels that touch are one
 * junction. Branches are the paths between these nodes; steps count with their physical length. A path that comes back to its own
 * junction, or a ring without any junction, is a cycle.
 *
 *      tip o---o---o---J                   root: the end of a path on an anchored face or body (thinning.ts),
 *                       \                        which is neither tip nor junction
 *                        J---o---o tip     (two touching junction voxels J: one junction)
 *                        |
 *                        o tip
 *
 * Exact for the given voxels. The inside of a junction of several voxels counts with its minimum spanning tree, so that triangles are not
 * counted twice. Closed sheets, which thinning leaves around cavities, become one large junction.
 * Time and memory: linear in voxels of the skeleton (about 60 bytes each).
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { rootOf } from './union-find.js';

/** What a node is; see the file comment. A lone voxel is a node without branches. */
export const NODE = { lone: 0, tip: 1, root: 2, junction: 3 } as const;

export interface SkeletonGraph {
  /** ascending indices of the voxels; everything below numbers them by their place here */
  readonly voxels: Uint32Array;
  /** node of each voxel, or -1 inside a branch */
  readonly nodeOf: Int32Array;
  /** `NODE` of each node */
  readonly kinds: Uint8Array;
  /** ends of branches at each node; a root counts its anchor too */
  readonly degrees: Uint32Array;
  /** nodes at the ends of each branch; -1 for a ring without junction */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** voxels of branch b, both ends included: path[offsets[b]] .. path[offsets[b + 1] - 1] */
  readonly offsets: Uint32Array;
  readonly path: Uint32Array;
  /** of each branch, in the unit of the spacing */
  readonly lengths: Float64Array;
  /** of the spanning trees inside junctions */
  readonly junctionLength: number;
}

/** Neighbours of every voxel: ids[offsets[v]] .. ids[offsets[v + 1] - 1], ascending. */
export interface Adjacency {
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
}

/** The 26-neighbours among ascending voxel indices: nine sorted lists are merged, one per neighbouring row. */
export function skeletonAdjacency(voxels: Uint32Array, [nz, ny, nx]: Shape3): Adjacency {
  const offsets = new Uint32Array(voxels.length + 1);
  const visit = (ids?: Uint32Array): number => {
    const at = new Uint32Array(9);
    let count = 0;
    for (let v = 0; v < voxels.length; v++) {
      const row = Math.floor(voxels[v] / nx);
      const x = voxels[v] - row * nx;
      const z = Math.floor(row / ny);
      const y = row - z * ny;
      for (let k = 0; k < 9; k++) {
        const b = z + Math.floor(k / 3) - 1;
        const c = y + (k % 3) - 1;
        if (b < 0 || b >= nz || c < 0 || c >= ny) continue;
        const first = (b * ny + c) * nx;
        const low = first + Math.max(0, x - 1);
        const high = first + Math.min(nx - 1, x + 1);
        while (at[k] < voxels.length && voxels[at[k]] < low) at[k]++;
        for (let n = at[k]; n < voxels.length && voxels[n] <= high; n++) {
          if (n === v) continue;
          if (ids !== undefined) ids[count] = n;
          count++;
        }
      }
      offsets[v + 1] = count;
    }
    return count;
  };
  const ids = new Uint32Array(visit());
  visit(ids);
  return { offsets, ids };
}

/** Physical length of the step between two voxel indices that touch. */
export function stepLengths([, ny, nx]: Shape3, [sz, sy, sx]: Vec3): (a: number, b: number) => number {
  // by the number of axes that change: a table of the 27 steps
  const table = new Float64Array(27);
  for (let k = 0; k < 27; k++) table[k] = Math.hypot((Math.floor(k / 9) - 1) * sz, ((Math.floor(k / 3) % 3) - 1) * sy, ((k % 3) - 1) * sx);
  return (a, b) => {
    const rowA = Math.floor(a / nx);
    const rowB = Math.floor(b / nx);
    const planeA = Math.floor(rowA / ny);
    const planeB = Math.floor(rowB / ny);
    const dx = b - rowB * nx - (a - rowA * nx);
    const dy = rowB - planeB * ny - (rowA - planeA * ny);
    return table[(planeB - planeA + 1) * 9 + (dy + 1) * 3 + dx + 1];
  };
}

/** The graph of skeleton voxels (ascending indices). `rooted[v]` is 1 for voxels that touch an anchor. */
export function skeletonGraph(voxels: Uint32Array, shape: Shape3, spacing: Vec3, rooted?: Uint8Array): SkeletonGraph {
  const near = skeletonAdjacency(voxels, shape);
  const step = stepLengths(shape, spacing);
  const nodes = findNodes(voxels, near, step, rooted);
  const branches = traceBranches(voxels, near, nodes.nodeOf);
  const degrees = new Uint32Array(nodes.kinds.length);
  for (let v = 0; v < voxels.length; v++) if (rooted?.[v] === 1 && nodes.nodeOf[v] >= 0) degrees[nodes.nodeOf[v]]++;
  const { offsets, path } = branches;
  const count = offsets.length - 1;
  const [from, to] = [new Int32Array(count), new Int32Array(count)];
  const lengths = new Float64Array(count);
  for (let b = 0; b < count; b++) {
    from[b] = nodes.nodeOf[path[offsets[b]]];
    to[b] = nodes.nodeOf[path[offsets[b + 1] - 1]];
    if (from[b] >= 0) degrees[from[b]]++;
    if (to[b] >= 0) degrees[to[b]]++;
    for (let p = offsets[b] + 1; p < offsets[b + 1]; p++) lengths[b] += step(voxels[path[p - 1]], voxels[path[p]]);
  }
  return { voxels, ...nodes, degrees, from, to, offsets, path, lengths };
}

/** Numbers the nodes in the order of their first voxel, and joins junction voxels that touch. */
function findNodes(
  voxels: Uint32Array,
  near: Adjacency,
  step: (a: number, b: number) => number,
  rooted: Uint8Array | undefined,
): Pick<SkeletonGraph, 'nodeOf' | 'kinds' | 'junctionLength'> {
  const n = voxels.length;
  const kindOf = new Uint8Array(n).fill(255);
  for (let v = 0; v < n; v++) {
    const degree = near.offsets[v + 1] - near.offsets[v];
    const isRooted = rooted?.[v] === 1;
    if (degree >= 3 || (isRooted && degree === 2)) kindOf[v] = NODE.junction;
    else if (isRooted) kindOf[v] = NODE.root;
    else if (degree < 2) kindOf[v] = degree === 1 ? NODE.tip : NODE.lone;
  }
  const { parent, length } = spanJunctions(voxels, near, kindOf, step);
  const nodeOf = new Int32Array(n).fill(-1);
  const kinds: number[] = [];
  for (let v = 0; v < n; v++) {
    if (kindOf[v] === 255) continue;
    const root = rootOf(parent, v);
    // a root of the forest is the smallest voxel of its junction, so it has its number already
    nodeOf[v] = root === v ? kinds.push(kindOf[v]) - 1 : nodeOf[root];
  }
  return { nodeOf, kinds: Uint8Array.from(kinds), junctionLength: length };
}

/** Kruskal's spanning forest of touching junction voxels. */
function spanJunctions(
  voxels: Uint32Array,
  near: Adjacency,
  kindOf: Uint8Array,
  step: (a: number, b: number) => number,
): { parent: Uint32Array; length: number } {
  const parent = Uint32Array.from(voxels, (_, v) => v);
  const edges: { a: number; b: number; length: number }[] = [];
  for (let a = 0; a < voxels.length; a++) {
    if (kindOf[a] !== NODE.junction) continue;
    for (let k = near.offsets[a]; k < near.offsets[a + 1]; k++) {
      const b = near.ids[k];
      if (b > a && kindOf[b] === NODE.junction) edges.push({ a, b, length: step(voxels[a], voxels[b]) });
    }
  }
  let length = 0;
  for (const edge of edges.sort((p, q) => p.length - q.length)) {
    const a = rootOf(parent, edge.a);
    const b = rootOf(parent, edge.b);
    if (a === b) continue;
    parent[Math.max(a, b)] = Math.min(a, b);
    length += edge.length;
  }
  return { parent, length };
}

/** Walks from every node along each path not walked yet, then around the rings that are left. */
function traceBranches(voxels: Uint32Array, near: Adjacency, nodeOf: Int32Array): Pick<SkeletonGraph, 'offsets' | 'path'> {
  const walked = new Uint8Array(voxels.length);
  const offsets: number[] = [0];
  const path: number[] = [];
  const walk = (start: number, second: number): void => {
    path.push(start);
    let before = start;
    let here = second;
    while (nodeOf[here] < 0 && walked[here] === 0) {
      walked[here] = 1;
      path.push(here);
      const k = near.offsets[here];
      const next = near.ids[k] === before ? near.ids[k + 1] : near.ids[k];
      before = here;
      here = next;
    }
    path.push(here);
    offsets.push(path.length);
  };
  for (let v = 0; v < voxels.length; v++) {
    if (nodeOf[v] < 0) continue;
    for (let k = near.offsets[v]; k < near.offsets[v + 1]; k++) {
      const n = near.ids[k];
      if (nodeOf[n] < 0 ? walked[n] === 0 : n > v && nodeOf[n] !== nodeOf[v]) walk(v, n);
    }
  }
  for (let v = 0; v < voxels.length; v++) {
    if (nodeOf[v] >= 0 || walked[v] === 1) continue;
    walked[v] = 1;
    walk(v, near.ids[near.offsets[v]]);
  }
  return { offsets: Uint32Array.from(offsets), path: Uint32Array.from(path) };
}
