/**
 * Numbers of pairs of phase voxels for all lag vectors up to a reach, by Fourier transforms (Wiener-Khinchin), in three steps that
 * threads share: planes to spectra, columns along z, planes back to lags (assembly/pair-transform.ts).
 *
 * Real input, zero rows and unwanted lags are never transformed. Shells do not tell the signs of a lag apart, so that the spectrum of the
 * sums over them is real and even: a quarter of it goes back, four lines in one. The volume is passed over three times. Double precision keeps the error of a count below 1e-5 for every volume that fits into the
 * memory, so that rounding to whole numbers makes the counts exact.
 *
 * Plain: pairs inside the box, lines padded by the reach. Periodic: the box repeats; lines whose length has a factor above 5 are padded
 * to hold every lag and folded. Memory: 8 bytes per voxel of nz x padded ny x padded nx, that is 18 per voxel of a box at a reach of
 * half its edge, and 8 periodic. Time n log n.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { pairTransformCode } from './compiled/pair-transform.js';
import { fastLength } from './fft.js';
import type { PairBoundary } from './two-point.js';
import { kernel, layout } from './wasm.js';

export interface PairPlan {
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly reach: number;
  readonly periodic: boolean;
  /** largest lag per axis */
  readonly lags: Shape3;
  /** lengths that are transformed */
  readonly padded: Shape3;
  /** length after which a padded line repeats, 0 where it need not be folded */
  readonly wraps: Shape3;
  readonly half: number;
  readonly pitch: number;
  readonly plane: number;
  readonly at: Readonly<Record<'rootsZ' | 'rootsY' | 'rootsX' | 'scratch' | 'spectrum', number>>;
  /** bytes of one thread's room to work */
  readonly scratch: number;
  readonly bytes: number;
}

export interface PairRequest {
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly boundary: PairBoundary;
  /** in the unit of the spacing */
  readonly reach: number;
  readonly threads: number;
}

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;
/** An odd multiple of a cache line, so that neighbours in a column do not share a set of the cache. */
const oddLines = (bytes: number): number => (Math.ceil(bytes / 64) | 1) * 64;

/** Sizes and places of everything; plain data that travels to the threads. */
export function planPairs({ shape, spacing, boundary, reach, threads }: PairRequest): PairPlan {
  const periodic = boundary === 'periodic';
  const perAxis = (of: (n: number, axis: number) => number): Shape3 => [of(shape[0], 0), of(shape[1], 1), of(shape[2], 2)];
  const lags = perAxis((n, axis) => Math.min(n - 1, Math.floor(reach / spacing[axis])));
  const padded = perAxis((n, axis) => (!periodic ? fastLength(n + lags[axis]) : fastLength(n) === n ? n : fastLength(2 * n - 1)));
  const wraps = perAxis((n, axis) => (periodic && padded[axis] !== n ? n : 0));
  const [pz, py, px] = padded;
  const half = roundUp(Math.floor(px / 2) + 1, 4);
  const pitch = oddLines(16 * half);
  const plane = oddLines(Math.max(py, roundUp(shape[1], 4)) * pitch);
  const line = 32 * Math.max(pz, py, px);
  const lagRows = roundUp(lags[1] + 1, 4);
  const scratch = layout({ a: line, b: line, power: line, out: Math.max(lagRows * (lags[2] + 1) * 8, shape[1] * shape[2]) }).bytes;
  const { at, bytes } = layout({
    rootsZ: 16 * pz,
    rootsY: 16 * py,
    rootsX: 16 * px,
    scratch: scratch * threads,
    spectrum: plane * shape[0],
  });
  return { shape, spacing, reach, periodic, lags, padded, wraps, half, pitch, plane, at, scratch, bytes };
}

interface Exports {
  readonly forwardPlane: (
    bytes: number, value: number, ny: number, nx: number, py: number, px: number,
    spectrum: number, pitch: number, half: number, rootsX: number, rootsY: number, a: number, b: number,
  ) => void; // prettier-ignore
  readonly correlateRow: (
    row: number, mirror: number, plane: number, half: number, nz: number, pz: number, last: number, wrap: number,
    roots: number, a: number, b: number, power: number,
  ) => void; // prettier-ignore
  readonly inversePlane: (
    spectrum: number, pitch: number, half: number, py: number, px: number, ly: number, lx: number, wrapY: number, wrapX: number,
    rootsX: number, rootsY: number, a: number, b: number, out: number,
  ) => void; // prettier-ignore
}

/** Roots of unity of the three lengths; once per memory. */
export function writeRoots(plan: PairPlan, memory: WebAssembly.Memory): void {
  const { at, padded } = plan;
  [at.rootsZ, at.rootsY, at.rootsX].forEach((from, axis) => {
    const n = padded[axis];
    const roots = new Float64Array(memory.buffer, from, 2 * n);
    for (let k = 0; k < n; k++) {
      roots[2 * k] = Math.cos((2 * Math.PI * k) / n);
      roots[2 * k + 1] = -Math.sin((2 * Math.PI * k) / n);
    }
  });
}

/** Addresses of a thread's buffers. */
function buffers({ at, scratch, padded }: PairPlan, slot: number): { a: number; b: number; power: number; out: number } {
  const line = 32 * Math.max(...padded);
  const a = at.scratch + slot * scratch;
  return { a, b: a + line, power: a + 2 * line, out: a + 3 * line };
}

/** Step 1: spectra of whole planes of labels, from plane `first` on. */
export function forwardPlanes(
  plan: PairPlan,
  memory: WebAssembly.Memory,
  slot: number,
  labels: Uint8Array,
  value: number,
  first: number,
): void {
  const { shape, padded, at } = plan;
  const { forwardPlane } = kernel<Exports>(pairTransformCode, memory);
  const { a, b, out } = buffers(plan, slot);
  const [, ny, nx] = shape;
  const plane = ny * nx;
  const bytes = new Uint8Array(memory.buffer, out, plane);
  for (let k = 0; k * plane < labels.length; k++) {
    bytes.set(labels.subarray(k * plane, (k + 1) * plane));
    const to = at.spectrum + (first + k) * plan.plane;
    forwardPlane(out, value, ny, nx, padded[1], padded[2], to, plan.pitch, plan.half, at.rootsX, at.rootsY, a, b);
  }
}

/** Rows of the spectra whose frequency along y is not negative. */
export const rowsOf = ({ padded }: PairPlan): number => Math.floor(padded[1] / 2) + 1;

/** Step 2: correlation along z of the rows [first, end) of the spectra, each with that of the opposite frequency along y. */
export function correlateRows(plan: PairPlan, memory: WebAssembly.Memory, slot: number, first: number, end: number): void {
  const { shape, padded, lags, wraps, at, half } = plan;
  const { correlateRow } = kernel<Exports>(pairTransformCode, memory);
  const { a, b, power } = buffers(plan, slot);
  for (let y = first; y < end; y++) {
    const row = at.spectrum + y * plan.pitch;
    const mirror = y === 0 ? row : at.spectrum + (padded[1] - y) * plan.pitch;
    correlateRow(row, mirror, plan.plane, half, shape[0], padded[0], lags[0], wraps[0], at.rootsZ, a, b, power);
  }
}

/** Lags with z from `first` on, summed in shells of the distance. */
export interface PairShells {
  /** pairs found, pairs there are, and the sum of their distances in shell widths, per shell */
  readonly hits: Float64Array;
  readonly pairs: Float64Array;
  readonly distances: Float64Array;
  /** pairs found at the lags (z, 0, 0); and (0, y, 0), (0, 0, x) with the plane z = 0 */
  readonly alongZ: Float64Array;
  readonly alongY: Float64Array;
  readonly alongX: Float64Array;
}

/** Step 3: counts at the lags with z in [first, end), in shells as wide as the shortest voxel edge. */
export function shellPlanes(plan: PairPlan, memory: WebAssembly.Memory, slot: number, first: number, end: number): PairShells {
  const { padded, lags, wraps, at, spacing, reach } = plan;
  const { inversePlane } = kernel<Exports>(pairTransformCode, memory);
  const { a, b, out } = buffers(plan, slot);
  const [, ly, lx] = lags;
  const width = lx + 1;
  const found = new Float64Array(memory.buffer, out, (ly + 1) * width);
  const shells = Math.floor(reach / Math.min(...spacing) + 0.5) + 1;
  const sums: Sums = { hits: new Float64Array(shells), pairs: new Float64Array(shells), distances: new Float64Array(shells) };
  const alongZ = new Float64Array(end - first);
  let alongY = new Float64Array(0);
  let alongX = new Float64Array(0);
  // a lag on an axis is the same as its opposite, and was found four times
  const scale = scaleOf(plan) / 4;
  const counted = (i: number): number => Math.round(found[i] * scale) + 0; // never -0
  for (let z = first; z < end; z++) {
    const from = at.spectrum + z * plan.plane;
    inversePlane(from, plan.pitch, plan.half, padded[1], padded[2], ly, lx, wraps[1], wraps[2], at.rootsX, at.rootsY, a, b, out);
    addPlane(plan, z, found, sums);
    alongZ[z - first] = counted(0);
    if (z > 0) continue;
    alongY = Float64Array.from({ length: ly + 1 }, (_, y) => counted(y * width));
    alongX = Float64Array.from({ length: lx + 1 }, (_, x) => counted(x));
  }
  return { ...sums, alongZ, alongY, alongX };
}

interface Sums {
  readonly hits: Float64Array;
  readonly pairs: Float64Array;
  readonly distances: Float64Array;
}

/** From what the transforms give to sums over the signs of the lags along y and x: they are unscaled, and their input was doubled. */
const scaleOf = ({ padded }: PairPlan): number => 1 / (4 * padded[0] * padded[1] * padded[2]);

/** Adds the lags of one z; those with z > 0 stand for -z as well. Lags that differ in the signs of y and x are found as one sum. */
function addPlane(plan: PairPlan, z: number, found: Float64Array, { hits, pairs, distances }: Sums): void {
  const { shape, lags, spacing, periodic } = plan;
  const scale = scaleOf(plan);
  const [, ly, lx] = lags;
  const shells = hits.length;
  const perWidth = 1 / Math.min(...spacing);
  // in units of the width; the last shell ends half a width past the reach
  const outer = (shells - 0.5) ** 2;
  const [dz2, dy2, dx2] = [(z * spacing[0] * perWidth) ** 2, (spacing[1] * perWidth) ** 2, (spacing[2] * perWidth) ** 2];
  for (let y = 0; y <= ly; y++) {
    const across = dz2 + y * y * dy2;
    if (across >= outer) break;
    const weight = (z > 0 ? 2 : 1) * (y > 0 ? 2 : 1);
    const places = weight * (periodic ? shape[0] * shape[1] : (shape[0] - z) * (shape[1] - y));
    const row = y * (lx + 1);
    // where a sign makes no difference, sums hold the same lag twice
    const share = scale * (z > 0 ? 2 : 1) * (y > 0 ? 1 : 0.5);
    for (let x = 0; x <= lx; x++) {
      const distance = Math.sqrt(across + x * x * dx2);
      const shell = (distance + 0.5) | 0;
      if (shell >= shells) break;
      const here = places * (periodic ? shape[2] : shape[2] - x) * (x > 0 ? 2 : 1);
      hits[shell] += Math.round(share * (x > 0 ? 1 : 0.5) * found[row + x]);
      pairs[shell] += here;
      distances[shell] += here * distance;
    }
  }
}

export interface RadialTwoPoint {
  /** mean distance of the pairs of each shell, in the unit of the spacing; the first is 0 */
  readonly distance: Float64Array;
  readonly probability: Float64Array;
  /** pairs (or wrapped pairs) behind each value */
  readonly pairs: Float64Array;
  /** probability at each whole lag along z, y and x */
  readonly axes: readonly [Float64Array, Float64Array, Float64Array];
}

/** Shells of all planes, in their order. */
export function mergeShells({ shape, spacing, periodic }: PairPlan, parts: readonly PairShells[]): RadialTwoPoint {
  const sum = (of: (part: PairShells) => Float64Array): Float64Array => {
    const total = new Float64Array(parts[0] === undefined ? 0 : of(parts[0]).length);
    for (const part of parts) of(part).forEach((value, k) => (total[k] += value));
    return total;
  };
  const [hits, pairs, distances] = [sum((p) => p.hits), sum((p) => p.pairs), sum((p) => p.distances)];
  const width = Math.min(...spacing);
  const kept = Array.from(pairs.keys()).filter((k) => pairs[k] > 0);
  const voxels = shape[0] * shape[1] * shape[2];
  const along = (counts: readonly number[], n: number): Float64Array =>
    Float64Array.from(counts, (count, lag) => count / (periodic ? voxels : (voxels / n) * (n - lag)));
  return {
    distance: Float64Array.from(kept, (k) => (distances[k] / pairs[k]) * width),
    probability: Float64Array.from(kept, (k) => hits[k] / pairs[k]),
    pairs: Float64Array.from(kept, (k) => pairs[k]),
    axes: [
      along(
        parts.flatMap((part) => [...part.alongZ]),
        shape[0],
      ),
      along(
        parts.flatMap((part) => [...part.alongY]),
        shape[1],
      ),
      along(
        parts.flatMap((part) => [...part.alongX]),
        shape[2],
      ),
    ],
  };
}
