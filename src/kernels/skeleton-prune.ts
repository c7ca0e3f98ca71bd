/**
 * Spurs are what thinning leaves of bumps: branches from a tip that end within the body around them.
 *
 * A branch from a tip to a junction is a spur when it is shorter than twice the radius of the body at its junction end (the distance to the
 * nearest voxel centre outside). Of each junction the shortest spurs go first and two branches always stay, which then are
 * one: so the flat end of a column keeps one tip instead of losing all four of its corners. What remains is thinned and judged again
 * until no spur is left.
 *
 * A branch from a tip to an anchor has no junction. It starts in the largest ball that fits between anchor and surface:
 * followed from the anchor, the first voxel that is no nearer to the surface than to the anchor is the centre. What is left of the branch
 * from there on is compared with twice the radius of this ball; a branch that never leaves it is a spur.
 *
 *      o--o--o--o--o tip            |         ( ball )
 *      |  spur                      | anchor  ( . . .)o--o--o--o tip
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { NODE, skeletonGraph, stepLengths } from './skeleton-graph.js';
import type { SkeletonGraph } from './skeleton-graph.js';
import { thinVoxels } from './thinning.js';
import type { ThinningOptions } from './thinning.js';

/** A spur is shorter than so many local radii. */
const SPUR_RADII = 2;

export interface PruneOptions {
  readonly shape: Shape3;
  readonly spacing: Vec3;
  /** radius of the body at a voxel of the volume, in the unit of the spacing */
  readonly radiusAt: (voxel: number) => number;
  /** which of these voxels touch an anchor */
  readonly rootsOf?: (voxels: Uint32Array) => Uint8Array;
  readonly anchors?: ThinningOptions['anchors'];
}

/** The graph without spurs. */
export function pruneSpurs(graph: SkeletonGraph, options: PruneOptions): SkeletonGraph {
  const { shape, spacing, rootsOf, anchors = [] } = options;
  let pruned = graph;
  for (;;) {
    const spurs = findSpurs(pruned, options);
    if (spurs.length === 0) return pruned;
    const rest = thinVoxels(withoutSpurs(pruned, spurs), shape, { spacing, anchors });
    pruned = skeletonGraph(rest, shape, spacing, rootsOf?.(rest));
  }
}

/** Branches to remove at once: of each junction the shortest spurs, as long as two branches stay. */
function findSpurs(graph: SkeletonGraph, options: PruneOptions): number[] {
  const { voxels, kinds, degrees, lengths, path, offsets } = graph;
  const found: number[] = [];
  const byJunction = new Map<number, number[]>();
  for (let b = 0; b < lengths.length; b++) {
    const far = farEnd(graph, b);
    if (far === undefined) continue;
    if (kinds[far.node] === NODE.root && isRootSpur(graph, b, far.atStart, options)) found.push(b);
    if (kinds[far.node] !== NODE.junction) continue;
    const voxel = voxels[path[far.atStart ? offsets[b] : offsets[b + 1] - 1]];
    if (lengths[b] >= SPUR_RADII * options.radiusAt(voxel)) continue;
    const list = byJunction.get(far.node);
    if (list === undefined) byJunction.set(far.node, [b]);
    else list.push(b);
  }
  for (const [node, spurs] of byJunction) {
    spurs.sort((a, b) => lengths[a] - lengths[b] || a - b);
    found.push(...spurs.slice(0, Math.max(0, degrees[node] - 2)));
  }
  return found;
}

/** The end of a branch that is opposite of its tip; undefined for branches without a tip and between two tips. */
function farEnd({ from, to, kinds }: SkeletonGraph, b: number): { node: number; atStart: boolean } | undefined {
  if (from[b] < 0) return undefined;
  const tipAtStart = kinds[from[b]] === NODE.tip;
  const tipAtEnd = kinds[to[b]] === NODE.tip;
  if (tipAtStart === tipAtEnd) return undefined;
  return tipAtStart ? { node: to[b], atStart: false } : { node: from[b], atStart: true };
}

function isRootSpur({ voxels, path, offsets, lengths }: SkeletonGraph, b: number, rootAtStart: boolean, options: PruneOptions): boolean {
  const { shape, spacing, radiusAt } = options;
  const step = stepLengths(shape, spacing);
  const count = offsets[b + 1] - offsets[b];
  const voxelAt = (k: number): number => voxels[path[rootAtStart ? offsets[b] + k : offsets[b + 1] - 1 - k]];
  // the root voxel lies half a step from the anchor, the surface half a step before the nearest voxel outside
  let walked = Math.min(...spacing);
  for (let k = 0; k < count; k++) {
    if (k > 0) walked += step(voxelAt(k - 1), voxelAt(k));
    const radius = radiusAt(voxelAt(k));
    if (radius <= walked * (1 + 1e-9)) return lengths[b] + Math.min(...spacing) - walked < SPUR_RADII * radius;
  }
  return true;
}

/** All voxels but those of the spurs; the junction that a spur stands on stays. */
function withoutSpurs({ voxels, nodeOf, kinds, path, offsets }: SkeletonGraph, spurs: readonly number[]): Uint32Array {
  const gone = new Uint8Array(voxels.length);
  for (const b of spurs)
    for (let p = offsets[b]; p < offsets[b + 1]; p++) {
      const node = nodeOf[path[p]];
      if (node < 0 || kinds[node] !== NODE.junction) gone[path[p]] = 1;
    }
  return voxels.filter((_, v) => gone[v] === 0);
}
