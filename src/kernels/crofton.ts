/**
 * Surface area by Crofton's formula with 13 directions.
 *
 * The area of a surface is twice the mean number of its crossings with random lines per unit of line density. Lines along the
 * 13 lattice directions are counted (a crossing is a pair of neighbours of which one is inside), each direction weighted
 * by the share of all directions nearest to it (lattice-directions.ts):
 *
 *   S = 2 * sum over directions of  share * (voxel volume / step length) * crossings
 *
 * After Lang & Ohser 2001 and Legland, Kieu & Devaux 2007 (Image Anal. Stereol. 26, 83-92). Deviation: the shares are exact
 * spherical Voronoi areas for the given spacing, not tabulated for cubes.
 *
 * Bias: balls of radius 5 voxels +-2 %, from 10 voxels on within 0.5 %; faces along the grid read low, -7.3 % for cubic voxels
 * (-13.4 % at spacing 0.3 x 0.2 x 0.4), since 2 * sum(share * |cos|) is below 1 there; an aligned cylinder about -3 %.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { weightedDirections } from './lattice-directions.js';
import { outsideOf } from './planes.js';
import { countSurfaceOf } from './surface-counts.js';
import { surfaceTotals } from './surface-totals.js';

/** The bit of a voxel of the 2x2x2 cell. */
const bitOf = (z: number, y: number, x: number): number => x + 2 * y + 4 * z;

/** Crossings per configuration along a step, each pair shared by the cells that contain it. */
function crossingTable(step: Vec3): Float64Array {
  const [dz, dy, dx] = step;
  const zeros = [dz, dy, dx].filter((d) => d === 0).length;
  const share = 1 / 2 ** zeros; // an axis pair lies in 4 cells, a face diagonal in 2, a body diagonal in 1
  const table = new Float64Array(256);
  for (let code = 0; code < 256; code++)
    for (let z = 0; z < 2; z++)
      for (let y = 0; y < 2; y++)
        for (let x = 0; x < 2; x++) {
          const [z2, y2, x2] = [z + dz, y + dy, x + dx];
          if (Math.min(z2, y2, x2) < 0 || Math.max(z2, y2, x2) > 1) continue;
          if (((code >> bitOf(z, y, x)) & 1) !== ((code >> bitOf(z2, y2, x2)) & 1)) table[code] += share;
        }
  return table;
}

const CROSSINGS = new Map<string, Float64Array>();

function crossingsOf(step: Vec3): Float64Array {
  const key = step.join();
  let table = CROSSINGS.get(key);
  if (table === undefined) CROSSINGS.set(key, (table = crossingTable(step)));
  return table;
}

/** Crossings along the 13 directions, in the order of DIRECTIONS: x, y, z first. */
interface Crossings {
  readonly crossings: Float64Array;
}

/** Area from the crossings along the 13 directions. */
export function areaOfCrossings(crossings: Float64Array, spacing: Vec3): number {
  const volume = spacing[0] * spacing[1] * spacing[2];
  let area = 0;
  weightedDirections(spacing).forEach(({ length, share }, k) => {
    area += 2 * share * (volume / length) * crossings[k];
  });
  return area;
}

/** Area from totals, by all 13 directions. */
export function croftonArea({ crossings }: Crossings, spacing: Vec3): number {
  return areaOfCrossings(crossings, spacing);
}

/** Area per cell of each configuration, for a spacing. */
export function croftonTable(spacing: Vec3): Float64Array {
  const volume = spacing[0] * spacing[1] * spacing[2];
  const table = new Float64Array(256);
  for (const { step, length, share } of weightedDirections(spacing)) {
    const crossings = crossingsOf(step);
    for (let code = 0; code < 256; code++) table[code] += 2 * share * (volume / length) * crossings[code];
  }
  return table;
}

/** Number of voxel faces between inside and outside whose normal lies along an axis (0 z, 1 y, 2 x). */
export function faceCount({ crossings }: Crossings, axis: 0 | 1 | 2): number {
  return crossings[2 - axis];
}

/** Area of the voxel faces between inside and outside: exact for the staircase, about 1.5 times the area of a curved body. */
export function faceArea({ crossings }: Crossings, [sz, sy, sx]: Vec3): number {
  const [x, y, z] = crossings;
  return z * sy * sx + y * sz * sx + x * sz * sy;
}

/**
 * Area by the three axes alone: their shares are a third each at any spacing, so it is two thirds of the faces. Balls from 10 voxels radius on
 * within 1 %, a face along the grid -33 %, a cylinder along it -18 %.
 */
export function croftonArea3(totals: Crossings, spacing: Vec3): number {
  return (2 / 3) * faceArea(totals, spacing);
}

export interface CroftonOptions {
  /** voxels with this value are inside; 1 */
  value?: number;
  /** the outside of the box is background (true) or continues the outermost voxels (false, default) */
  boxFaces?: boolean;
  periodic?: boolean;
}

/** Smooth area of the voxels with one value. */
export function croftonArea13(data: Uint8Array, shape: Shape3, spacing: Vec3, options: CroftonOptions = {}): number {
  const outside = outsideOf(options);
  return croftonArea(surfaceTotals(countSurfaceOf(data, options.value ?? 1, shape, outside), outside), spacing);
}
