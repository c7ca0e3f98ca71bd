/**
 * Tips of the live deposit: free ends of its skeleton after spurs are removed (skeleton-prune.ts).
 *
 * The collector is part of the body during thinning: a film retracts into it without leaving a skeleton, and what stands on it becomes
 * curves that end there. So a foot on the collector is no tip, nor is the rim of a film.
 *
 * Bias: a bump counts only if it stands out by more than twice the local radius; tips in contact with other lithium are not ends, so the
 * count is a lower bound where needles touch. Memory: 7 bytes per voxel beside the isolation.
 */
import { faceGeometry } from '../volume/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';
import { squaredDistance } from './edt.js';
import { measureIsolation } from './isolation.js';
import type { IsolationOptions } from './isolation.js';
import { orientAlongGrowth } from './orient.js';
import type { Oriented } from './orient.js';
import { NODE, skeletonGraph } from './skeleton-graph.js';
import { pruneSpurs } from './skeleton-prune.js';
import { thin } from './thinning.js';
import { inVoxelEdges } from './voxel-edges.js';

/** Tips with what the search for their gaps needs. */
export interface DendriteTips {
  /** with growth along +z, see orient.ts */
  readonly shape: Shape3;
  /** ascending indices of the tips */
  readonly voxels: Uint32Array;
  /** distance of each to the nearest voxel outside the deposit */
  readonly radii: Float64Array;
  readonly live: number;
  readonly hasCollector: boolean;
}

const LIVE = 1;
const BODY = 2;

/** Tips of the live voxels under a rule of isolation. */
export function dendriteTips(labels: Uint8Array, shape: Shape3, spacing: Vec3, options: IsolationOptions): DendriteTips {
  const { states, live, hasCollector } = measureIsolation(labels, shape, options);
  const { collectorFaces, collectorBodyLabel } = options;
  const { unit, steps } = inVoxelEdges(spacing);
  for (let i = 0; i < states.length; i++) states[i] = states[i] === LIVE ? LIVE : labels[i] === collectorBodyLabel ? BODY : 0;
  const deposit = orientAlongGrowth(states, shape, steps, collectorFaces[0] ?? 'z-');
  const none = { shape: deposit.shape, voxels: new Uint32Array(0), radii: new Float64Array(0), live, hasCollector };
  if (live === 0) return none;
  // with a body inside the image, the face behind it holds no lithium
  const anchors = collectorBodyLabel === undefined ? collectorFaces.map(deposit.faceOf) : [];
  const squares = squaredDistance(deposit.data, deposit.shape, deposit.spacing, { toValue: 0 });
  const radiusAt = (voxel: number): number => Math.sqrt(squares[voxel]);
  const rootsOf = (voxels: Uint32Array): Uint8Array => touching(voxels, deposit, anchors);
  const skeleton = thin(deposit.data, deposit.shape, { value: LIVE, fixedValue: BODY, anchors, spacing: deposit.spacing });
  const grown = skeletonGraph(skeleton, deposit.shape, deposit.spacing, rootsOf(skeleton));
  const graph = pruneSpurs(grown, { shape: deposit.shape, spacing: deposit.spacing, radiusAt, rootsOf, anchors });
  const tips = graph.voxels.filter((_, v) => graph.nodeOf[v] >= 0 && graph.kinds[graph.nodeOf[v]] === NODE.tip);
  return { ...none, voxels: tips, radii: Float64Array.from(tips, (tip) => unit * radiusAt(tip)) };
}

/** 1 for voxels that lie on an anchored face or have a voxel of the body among their 26 neighbours. */
function touching(voxels: Uint32Array, { data, shape }: Oriented, anchors: readonly Parameters<Oriented['faceOf']>[0][]): Uint8Array {
  const [nz, ny, nx] = shape;
  const faces = anchors.map(faceGeometry);
  return Uint8Array.from(voxels, (voxel) => {
    const row = Math.floor(voxel / nx);
    const z = Math.floor(row / ny);
    const at = [z, row - z * ny, voxel - row * nx];
    if (faces.some(({ axis, atEnd }) => at[axis] === (atEnd ? shape[axis] - 1 : 0))) return 1;
    for (let c = Math.max(0, at[0] - 1); c <= Math.min(nz - 1, at[0] + 1); c++)
      for (let b = Math.max(0, at[1] - 1); b <= Math.min(ny - 1, at[1] + 1); b++)
        for (let a = Math.max(0, at[2] - 1); a <= Math.min(nx - 1, at[2] + 1); a++) if (data[(c * ny + b) * nx + a] === BODY) return 1;
    return 0;
  });
}
