/**
 * Euler number of a binary body: vertices - edges + faces - cells of the complex that the neighbourhood makes of its voxels.
 *
 * - 26 neighbours: voxels are closed cubes. A vertex, edge or face is there when any voxel around it is.
 * - 6 neighbours: voxels are points, an edge needs both its ends, a face all four corners, a cell all eight.
 * - 18 neighbours: as 26, but two cubes that meet only in a corner stay apart, so that this corner counts twice.
 *
 * The background has the dual neighbourhood (6 for 18 and 26, 26 for 6). Toriwaki & Yonekura 2002; Ohser, Nagel & Schladitz 2002.
 * Exact. The elements are counted 64 at a time (surface-counts.ts).
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { countSurfaceOf } from './surface-counts.js';
import { eulerSum, surfaceTotals } from './surface-totals.js';
import type { SurfaceTotals } from './surface-totals.js';

export type Connectivity3 = 6 | 18 | 26;

/** Euler number from totals with "zero" or "periodic" outside. */
export function eulerOf({ counts }: SurfaceTotals, connectivity: Connectivity3): number {
  // an exact integer; + 0 turns -0 into 0
  return Math.round(eulerSum(counts, connectivity, 'whole')) + 0;
}

/**
 * Euler number per volume of a medium of which the box shows a part.
 * - `interior`: each kind of element by its frequency within the box; unbiased for a homogeneous medium, whatever the neighbourhood.
 * - `halved`: (closed cubes only) what lies on the box faces counts a half, on edges a quarter, on corners an eighth: the share of the
 *   whole that falls to the box, so that the numbers of adjoining boxes add up.
 * null when an axis has one voxel, so that nothing lies within.
 */
export function eulerDensity(
  { counts, outside }: SurfaceTotals,
  connectivity: Connectivity3,
  shape: Shape3,
  spacing: Vec3,
  rule: 'interior' | 'halved',
): number | null {
  const voxel = spacing[0] * spacing[1] * spacing[2];
  if (outside === 'periodic') return eulerSum(counts, connectivity, 'whole') / (shape[0] * shape[1] * shape[2] * voxel);
  if (rule === 'halved') return eulerSum(counts, connectivity, 'halved') / (shape[0] * shape[1] * shape[2] * voxel);
  if (Math.min(...shape) < 2) return null;
  const places = ([z, y, x]: readonly [boolean, boolean, boolean]): number =>
    (shape[0] - Number(z)) * (shape[1] - Number(y)) * (shape[2] - Number(x));
  return eulerSum(counts, connectivity, 'inside', places) / voxel;
}

export interface EulerOptions {
  /** voxels with this value are inside; 1 */
  value?: number;
  periodic?: boolean;
}

/** Euler number of the voxels with one value; the outside of the box is background unless periodic. */
export function eulerNumber(data: Uint8Array, shape: Shape3, connectivity: Connectivity3, options: EulerOptions = {}): number {
  const outside = options.periodic === true ? 'periodic' : 'zero';
  return eulerOf(surfaceTotals(countSurfaceOf(data, options.value ?? 1, shape, outside), outside), connectivity);
}
