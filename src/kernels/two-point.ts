/**
 * Two-point probability S2(r): how often two places a distance r apart both lie in the phase.
 *
 * Along an axis: direct count over voxel pairs, exact. In all directions at once: autocorrelation by FFT (Wiener-Khinchin) with
 * zero padding, so that only pairs inside the box count, averaged over shells of the lattice vectors one voxel wide.
 * S2(0) is the volume fraction; far away S2 goes to its square. Torquato, Random Heterogeneous Materials, Springer 2002.
 */
import { InvalidInputError } from '../base/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';
import { fastLength, fft3 } from './fft.js';

export type PairBoundary = 'plain' | 'periodic';

export interface PairOptions {
  /** voxels with this value are in the phase; 1 */
  value?: number;
}

/** S2 at each lag along an axis (0 z, 1 y, 2 x); NaN where no pair fits into the box. Periodic: the box repeats itself. */
export function twoPointCurve(
  mask: Uint8Array,
  shape: Shape3,
  lagsVoxels: readonly number[],
  axis: 0 | 1 | 2,
  boundary: PairBoundary,
  options: PairOptions = {},
): number[] {
  const value = options.value ?? 1;
  return lagsVoxels.map((lag) => {
    if (!Number.isInteger(lag) || lag < 0) throw new InvalidInputError(`A lag is ${lag}; lags are whole numbers of voxels from 0.`);
    if (mask.length === 0 || lag >= shape[axis]) return NaN;
    const places = boundary === 'periodic' ? shape[axis] : shape[axis] - lag;
    return pairCount(mask, value, shape, axis, lag, boundary) / ((mask.length / shape[axis]) * places);
  });
}

/** Pairs of phase voxels `lag` apart along an axis. */
function pairCount(mask: Uint8Array, value: number, shape: Shape3, axis: 0 | 1 | 2, lag: number, boundary: PairBoundary): number {
  const n = shape[axis];
  const stride = axis === 0 ? shape[1] * shape[2] : axis === 1 ? shape[2] : 1;
  const block = stride * n;
  const inner = stride * (n - lag);
  let count = 0;
  for (let outer = 0; outer < mask.length; outer += block) {
    // the second voxel lies `lag` layers on, and the layers that run over the end wrap to the start
    const ahead = stride * lag;
    for (let i = outer; i < outer + inner; i++) if (mask[i] === value && mask[i + ahead] === value) count++;
    if (boundary === 'plain') continue;
    const back = block - ahead;
    for (let i = outer + inner; i < outer + block; i++) if (mask[i] === value && mask[i - back] === value) count++;
  }
  return count;
}

export interface RadialTwoPoint {
  /** mean distance of the pairs of each shell, in the unit of the spacing; the first is 0 */
  readonly distance: Float64Array;
  readonly probability: Float64Array;
  /** pairs (or wrapped pairs) behind each value */
  readonly pairs: Float64Array;
}

/**
 * S2 over all directions, in shells as wide as the shortest voxel edge, up to `reach` (default: half the shortest edge of the box that is
 * longer than one voxel). Memory: 16 bytes per voxel of the box padded by the reach.
 */
export function twoPointRadial(
  mask: Uint8Array,
  shape: Shape3,
  spacing: Vec3,
  options: PairOptions & { boundary?: PairBoundary; reach?: number } = {},
): RadialTwoPoint {
  const { value = 1, boundary = 'plain' } = options;
  const width = Math.min(...spacing);
  const edges = [0, 1, 2].filter((a) => shape[a] > 1).map((a) => shape[a] * spacing[a]);
  const reach = options.reach ?? Math.min(...edges, Infinity) / 2;
  // largest lag per axis, and the padded lengths that keep wrapped pairs away from those lags
  const lags = shape.map((n, a) => Math.max(0, Math.min(n - 1, Math.floor((Number.isFinite(reach) ? reach : 0) / spacing[a]))));
  const padded = shape.map((n, a) => (boundary === 'periodic' ? n : fastLength(n + lags[a]))) as unknown as Shape3;
  const correlation = autocorrelation(mask, value, shape, padded);
  return averageShells(correlation, { shape, padded, lags, spacing, width, reach, periodic: boundary === 'periodic' });
}

/** Number of pairs for every lag vector; negative lags at the end of each axis. */
function autocorrelation(mask: Uint8Array, value: number, shape: Shape3, padded: Shape3): Float64Array {
  const [nz, ny, nx] = shape;
  const [, py, px] = padded;
  const re = new Float64Array(padded[0] * py * px);
  const im = new Float64Array(re.length);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) for (let x = 0, o = (z * py + y) * px; x < nx; x++, i++, o++) if (mask[i] === value) re[o] = 1;
  fft3(re, im, padded);
  for (let i = 0; i < re.length; i++) {
    re[i] = re[i] * re[i] + im[i] * im[i];
    im[i] = 0;
  }
  fft3(re, im, padded, true);
  return re;
}

interface ShellGeometry {
  readonly shape: Shape3;
  readonly padded: Shape3;
  readonly lags: readonly number[];
  readonly spacing: Vec3;
  readonly width: number;
  readonly reach: number;
  readonly periodic: boolean;
}

function averageShells(correlation: Float64Array, geometry: ShellGeometry): RadialTwoPoint {
  const { shape, padded, lags, spacing, width, reach, periodic } = geometry;
  const shells = (Number.isFinite(reach) ? Math.floor(reach / width + 0.5) : 0) + 1;
  const hits = new Float64Array(shells);
  const pairs = new Float64Array(shells);
  const distances = new Float64Array(shells);
  for (let z = -lags[0]; z <= lags[0]; z++)
    for (let y = -lags[1]; y <= lags[1]; y++) {
      const row = ((z < 0 ? z + padded[0] : z) * padded[1] + (y < 0 ? y + padded[1] : y)) * padded[2];
      const across = z * z * spacing[0] * spacing[0] + y * y * spacing[1] * spacing[1];
      const places = periodic ? shape[0] * shape[1] : (shape[0] - Math.abs(z)) * (shape[1] - Math.abs(y));
      for (let x = -lags[2]; x <= lags[2]; x++) {
        const distance = Math.sqrt(across + x * x * spacing[2] * spacing[2]);
        const shell = Math.floor(distance / width + 0.5);
        if (shell >= shells) continue;
        const here = places * (periodic ? shape[2] : shape[2] - Math.abs(x));
        // counts are whole numbers: rounding removes the noise of the transform
        hits[shell] += Math.round(correlation[row + (x < 0 ? x + padded[2] : x)]);
        pairs[shell] += here;
        distances[shell] += here * distance;
      }
    }
  const kept = Array.from(pairs.keys()).filter((k) => pairs[k] > 0);
  return {
    distance: Float64Array.from(kept, (k) => distances[k] / pairs[k]),
    probability: Float64Array.from(kept, (k) => hits[k] / pairs[k]),
    pairs: Float64Array.from(kept, (k) => pairs[k]),
  };
}
