/**
 * Counts of the 256 ways in which the eight voxels around a lattice point can be inside or outside a body.
 *
 * Everything local that a binary image knows about its surface is a weighted sum over this histogram: the transitions
 * along the 13 lattice directions (crofton.ts), the counted voxel faces, and the Euler number (euler.ts). One pass over the
 * voxels therefore serves them all, and because the counts are integers, slabs can be added in any order without
 * changing a bit of the result.
 *
 *        6-------7        bit = x + 2 y + 4 z of the voxel in its 2x2x2 cell:
 *       /|      /|        bit 0 is the voxel with the smallest z, y and x
 *      4-------5 |
 *      | 2-----|-3        cell c on an axis holds the voxels c and c+1
 *      |/      |/         cells run from -1 to n-1 ("zero", "edge") or 0 to n-1 ("periodic")
 *      0-------1
 *
 * Outside the box:
 * - "zero": background, so the box faces count as surface;
 * - "edge": the outermost voxels are repeated, so nothing happens at the box faces. A cell outside the box has weight one half per
 *   axis: a pair of voxels that leaves the box is then the mean over both senses of its direction, and a flat surface
 *   which runs out of the box is counted in full;
 * - "periodic": the box repeats itself.
 *
 * Counts are in eighths (a full cell counts 8). Time: one visit per voxel; memory: three planes.
 */
import { InvalidInputError } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';

export type Outside = 'zero' | 'edge' | 'periodic';

/** weight of a full cell */
export const CELL_WEIGHT = 8;

/** The half-open range of cells along an axis of n voxels. */
export function cellRange(n: number, outside: Outside): readonly [first: number, end: number] {
  return outside === 'periodic' ? [0, n] : [-1, n];
}

/** A contiguous part of a volume: the voxels are those of the planes first .. first + data.length / (ny nx) - 1 of the full volume. */
export interface Planes {
  readonly data: Uint8Array;
  /** index of the first plane of `data` in the full volume */
  readonly first: number;
}

/**
 * Counts over the cells [c0, c1) along z. A voxel belongs to the body when its value is `value`.
 * The planes c0 .. c1 of the volume (clamped or wrapped into the box) must be in `planes`.
 */
export function countConfigurations(
  planes: Planes,
  value: number,
  shape: Shape3,
  options: { outside: Outside; cells?: readonly [number, number] },
): Float64Array {
  const [nz, ny, nx] = shape;
  const { outside } = options;
  const [c0, c1] = options.cells ?? cellRange(nz, outside);
  const plane = ny * nx;
  if (planes.data.length % Math.max(1, plane) !== 0)
    throw new InvalidInputError(`The planes hold ${planes.data.length} voxels, which is no multiple of ${ny} x ${nx}; give whole planes.`);
  const counts = new Float64Array(256);
  if (plane === 0 || nz === 0) return counts;

  // bits of two padded planes, and for every pair of rows the codes of the 2x2 (y,z) neighbourhoods
  const py = ny + 2;
  const px = nx + 2;
  let lower: Uint8Array = new Uint8Array(py * px);
  let upper: Uint8Array = new Uint8Array(py * px);
  const xStart = outside === 'periodic' ? 1 : 0;
  const yStart = xStart;
  const halfOutside = outside === 'edge' ? 0.5 : 1;

  loadPlane(planes, value, c0, shape, outside, lower);
  for (let c = c0; c < c1; c++) {
    loadPlane(planes, value, c + 1, shape, outside, upper);
    const zWeight = c < 0 || c === nz - 1 ? halfOutside : 1;
    for (let j = yStart; j <= ny; j++) {
      const weight = CELL_WEIGHT * zWeight * (j === 0 || j === ny ? halfOutside : 1);
      let r = j * px + xStart;
      let left = lower[r] | (lower[r + px] << 2) | (upper[r] << 4) | (upper[r + px] << 6);
      for (let i = xStart; i <= nx; i++) {
        r++;
        const right = lower[r] | (lower[r + px] << 2) | (upper[r] << 4) | (upper[r + px] << 6);
        counts[left | (right << 1)] += i === 0 || i === nx ? weight * halfOutside : weight;
        left = right;
      }
    }
    const swap = lower;
    lower = upper;
    upper = swap;
  }
  return counts;
}

/** The sum of partial counts. Exact for any order: counts are integers far below 2^53. */
export function mergeConfigurations(parts: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(256);
  for (const part of parts) for (let i = 0; i < 256; i++) total[i] += part[i];
  return total;
}

/** Sum of counts times a table of one value per configuration, in full cells. */
export function weighConfigurations(counts: Float64Array, table: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < 256; i++) sum += counts[i] * table[i];
  return sum / CELL_WEIGHT;
}

/** The bits of plane z (possibly outside the box) with one voxel of padding around it. */
function loadPlane(planes: Planes, value: number, z: number, shape: Shape3, outside: Outside, out: Uint8Array): void {
  const [nz, ny, nx] = shape;
  const px = nx + 2;
  let source = z;
  if (z < 0 || z >= nz) {
    if (outside === 'zero') {
      out.fill(0);
      return;
    }
    source = outside === 'edge' ? (z < 0 ? 0 : nz - 1) : (z + nz) % nz;
  }
  const { data } = planes;
  let i = (source - planes.first) * ny * nx;
  if (i < 0 || i + ny * nx > data.length)
    throw new InvalidInputError(`Plane ${source} is needed but was not given; pass the planes with their halo.`);
  for (let y = 1; y <= ny; y++) {
    const row = y * px;
    for (let x = 1; x <= nx; x++, i++) out[row + x] = data[i] === value ? 1 : 0;
    // padding along x
    out[row] = outside === 'zero' ? 0 : outside === 'edge' ? out[row + 1] : out[row + nx];
    out[row + nx + 1] = outside === 'zero' ? 0 : outside === 'edge' ? out[row + nx] : out[row + 1];
  }
  // padding along y
  if (outside === 'zero') {
    out.fill(0, 0, px);
    out.fill(0, (ny + 1) * px);
  } else {
    const before = outside === 'edge' ? 1 : ny;
    const after = outside === 'edge' ? ny : 1;
    out.copyWithin(0, before * px, (before + 1) * px);
    out.copyWithin((ny + 1) * px, after * px, (after + 1) * px);
  }
}
