/**
 * What a skeleton graph (skeleton-graph.ts) tells about a structure: counts, lengths, tortuosities, angles, radii and Strahler order.
 *
 * - tortuosity of a branch: its length over the straight distance of its ends (1: straight); cycles have none
 * - angle: between every two branches of a junction, each taken as the straight line to its voxel `REACH` steps away (or its other end).
 *   Three branches in a plane at even angles give 120 degrees, a straight continuation 180.
 * - Strahler order: skeleton-order.ts
 */
import type { Face, Shape3, Vec3 } from '../volume/index.js';
import { NODE } from './skeleton-graph.js';
import type { SkeletonGraph } from './skeleton-graph.js';
import { strahlerOrder } from './skeleton-order.js';

/** Voxels along a branch over which its direction at a junction is taken. */
const REACH = 5;

export interface SkeletonSummary {
  readonly voxels: number;
  /** in the unit of the spacing, with what lies inside junctions */
  readonly length: number;
  readonly tips: number;
  readonly junctions: number;
  /** branches by type; a branch to the anchor counts as one to a junction */
  readonly types: { readonly tipTip: number; readonly tipJunction: number; readonly junctionJunction: number; readonly cycle: number };
  /** null with cycles or without branches */
  readonly strahlerOrder: number | null;
  readonly branchLengths: Float64Array;
  /** of the branches that are no cycles */
  readonly tortuosities: Float64Array;
  /** degrees */
  readonly angles: Float64Array;
}

/** All measures that need only the graph. Trees grow from the collector face, if one is given. */
export function summariseSkeleton(graph: SkeletonGraph, shape: Shape3, spacing: Vec3, collector?: Face): SkeletonSummary {
  const { voxels, kinds, from, to, lengths, junctionLength } = graph;
  const types = { tipTip: 0, tipJunction: 0, junctionJunction: 0, cycle: 0 };
  for (let b = 0; b < lengths.length; b++) {
    const tips = (kinds[from[b]] === NODE.tip ? 1 : 0) + (kinds[to[b]] === NODE.tip ? 1 : 0);
    if (from[b] === to[b]) types.cycle++;
    else if (tips === 2) types.tipTip++;
    else if (tips === 1) types.tipJunction++;
    else types.junctionJunction++;
  }
  const places = placesOf(shape, spacing);
  return {
    voxels: voxels.length,
    length: lengths.reduce((sum, length) => sum + length, junctionLength),
    tips: countKind(kinds, NODE.tip),
    junctions: countKind(kinds, NODE.junction),
    types,
    strahlerOrder: strahlerOrder(graph, shape, collector),
    branchLengths: lengths,
    tortuosities: tortuosities(graph, places),
    angles: junctionAngles(graph, places),
  };
}

function countKind(kinds: Uint8Array, kind: number): number {
  let count = 0;
  for (const k of kinds) if (k === kind) count++;
  return count;
}

type Places = (voxel: number) => Vec3;

function placesOf([, ny, nx]: Shape3, [sz, sy, sx]: Vec3): Places {
  return (voxel) => {
    const row = Math.floor(voxel / nx);
    const z = Math.floor(row / ny);
    return [z * sz, (row - z * ny) * sy, (voxel - row * nx) * sx];
  };
}

const between = (a: Vec3, b: Vec3): Vec3 => [b[0] - a[0], b[1] - a[1], b[2] - a[2]];

function tortuosities({ voxels, path, offsets, from, to, lengths }: SkeletonGraph, placeOf: Places): Float64Array {
  const values: number[] = [];
  for (let b = 0; b < lengths.length; b++) {
    if (from[b] === to[b]) continue;
    const chord = between(placeOf(voxels[path[offsets[b]]]), placeOf(voxels[path[offsets[b + 1] - 1]]));
    values.push(Math.max(1, lengths[b] / Math.hypot(...chord)));
  }
  return Float64Array.from(values);
}

/** Angles between all pairs of branch ends at each junction. */
function junctionAngles({ voxels, kinds, path, offsets, from, to, lengths }: SkeletonGraph, placeOf: Places): Float64Array {
  const directions = Array.from(kinds, (): Vec3[] => []);
  for (let b = 0; b < lengths.length; b++) {
    const [first, last] = [offsets[b], offsets[b + 1] - 1];
    const reach = Math.min(REACH, last - first);
    const away = (end: number, inner: number): Vec3 => between(placeOf(voxels[path[end]]), placeOf(voxels[path[inner]]));
    if (from[b] >= 0) directions[from[b]].push(away(first, first + reach));
    if (to[b] >= 0) directions[to[b]].push(away(last, last - reach));
  }
  const angles: number[] = [];
  for (let node = 0; node < kinds.length; node++) {
    if (kinds[node] !== NODE.junction) continue;
    const ends = directions[node];
    for (let a = 0; a < ends.length; a++) for (let b = a + 1; b < ends.length; b++) angles.push(angleBetween(ends[a], ends[b]));
  }
  return Float64Array.from(angles);
}

function angleBetween(a: Vec3, b: Vec3): number {
  const cosine = (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / (Math.hypot(...a) * Math.hypot(...b));
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
}
