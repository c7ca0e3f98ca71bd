/**
 * Structures with known numbers for the benchmark of error bars: made large and at a third of the voxel edge, so that the field of view
 * and the voxel size of what is then cut out and coarsened are known to be too small by how much.
 */
import { createRng } from '../../../src/base/index.js';
import type { Rng } from '../../../src/base/index.js';
import { gaussianFilter3 } from '../../../src/kernels/index.js';
import { gaussianRandomField } from '../../../src/kernels/random-field.js';
import { FAMILIES, makeDeposit } from '../../../src/simulate/index.js';
import type { Face, Shape3 } from '../../../src/volume/index.js';

/** Fine voxels along a coarse one. */
export const FACTOR = 3;
/** Coarse voxels along a part. */
export const EDGE = 48;

export interface Structure {
  readonly id: string;
  /** parts along z, y, x */
  readonly parts: Shape3;
  readonly collectorFaces?: readonly Face[];
  make(shape: Shape3, seed: number): Uint8Array;
}

/** Lithium where a Gaussian random field passes a level; share, surface and Euler number per volume have closed forms. */
const field: Structure = {
  id: 'random field',
  parts: [2, 2, 2],
  make(shape, seed) {
    const rng = createRng(seed).fork('field');
    const sigma = FACTOR * rng.uniform(2, 3.5);
    const level = rng.uniform(0, 0.8);
    return Uint8Array.from(gaussianRandomField(shape, [sigma, sigma, sigma], rng), (v) => (v > level ? 1 : 3));
  },
};

/** Overlapping balls at random places. */
const balls: Structure = {
  id: 'random balls',
  parts: [2, 2, 2],
  make(shape, seed) {
    const rng = createRng(seed).fork('balls');
    const [nz, ny, nx] = shape;
    const data = new Uint8Array(nz * ny * nx).fill(3);
    const r = FACTOR * rng.uniform(4, 6);
    const count = Math.round((rng.uniform(0.2, 0.6) * (nz + 2 * r) * (ny + 2 * r) * (nx + 2 * r)) / ((4 / 3) * Math.PI * r ** 3));
    for (let k = 0; k < count; k++) drawBall(data, shape, [nz, ny, nx].map((n) => rng.uniform(-r, n + r)) as unknown as Shape3, r); // prettier-ignore
    return data;
  },
};

function drawBall(data: Uint8Array, [nz, ny, nx]: Shape3, [cz, cy, cx]: Shape3, r: number): void {
  for (let z = Math.max(0, Math.ceil(cz - r)); z <= Math.min(nz - 1, cz + r); z++)
    for (let y = Math.max(0, Math.ceil(cy - r)); y <= Math.min(ny - 1, cy + r); y++) {
      const left = r * r - (z - cz) ** 2 - (y - cy) ** 2;
      if (left < 0) continue;
      const half = Math.sqrt(left);
      const row = (z * ny + y) * nx;
      data.fill(1, row + Math.max(0, Math.ceil(cx - half)), row + Math.max(0, Math.min(nx, Math.floor(cx + half) + 1)));
    }
}

/** A deposit of a family; lengths in coarse voxels. */
function deposit(id: string, lengths: Readonly<Record<string, number>>): Structure {
  const family = FAMILIES.find((entry) => entry.id === id);
  if (family === undefined) throw new Error(`no family ${id}`);
  const fine = Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, FACTOR * length]));
  const given = {
    seiThickness: 2.5 * FACTOR,
    collectorRows: 4 * FACTOR,
    bubbles: 0,
    cover: 0,
    cell: 0,
    fate: 0,
    filmRows: 0,
    severed: 0,
    cuts: 0,
    collectorTilt: 0,
    collectorTiltZ: 0,
    ...fine,
  };
  return { id, parts: [3, 1, 3], collectorFaces: ['y-'], make: (shape, seed) => makeDeposit(family, { seed, shape, voxel: 1e-7, given }).labels.data }; // prettier-ignore
}

export const STRUCTURES: readonly Structure[] = [
  field,
  balls,
  deposit('columns', { radius: 4 }),
  deposit('moss', { scale: 2.2, bumps: 10 }),
  deposit('whiskers', { radius: 2.3 }),
];

/** The commonest label of every block of FACTOR^3 voxels; ties go to the smaller label. */
export function coarsened(data: Uint8Array, [nz, ny, nx]: Shape3): Uint8Array {
  const shape = [nz, ny, nx].map((n) => n / FACTOR) as unknown as Shape3;
  const out = new Uint8Array(shape[0] * shape[1] * shape[2]);
  const votes = new Uint8Array(256);
  for (let z = 0, o = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++)
      for (let x = 0; x < shape[2]; x++, o++) {
        const seen: number[] = [];
        for (let k = 0; k < FACTOR ** 3; k++) {
          const row = (z * FACTOR + Math.floor(k / FACTOR ** 2)) * ny + y * FACTOR + (Math.floor(k / FACTOR) % FACTOR);
          const label = data[row * nx + x * FACTOR + (k % FACTOR)]!;
          if (votes[label] === 0) seen.push(label);
          votes[label]!++;
        }
        let best = seen[0]!;
        for (const label of seen) if (votes[label]! > votes[best]! || (votes[label] === votes[best] && label < best)) best = label;
        out[o] = best;
        for (const label of seen) votes[label] = 0;
      }
  return out;
}

export interface Segmented {
  readonly labels: Uint8Array;
  readonly probabilities: ReadonlyMap<number, Uint8Array>;
  /** share of voxels with the wrong label */
  readonly wrong: number;
}

const BLUR = 0.7;

/**
 * What a calibrated network gives for these labels: every class is seen blurred and with noise that neighbours share; probabilities
 * are a softmax whose temperature makes the true labels likeliest, as temperature scaling does.
 */
export function segmented(truth: Uint8Array, shape: Shape3, noise: number, rng: Rng): Segmented {
  const classes = [...new Set(truth)].toSorted((a, b) => a - b);
  const seen = classes.map((label) => {
    const values = Float32Array.from(truth, (v) => Number(v === label));
    gaussianFilter3(values, shape, [BLUR, BLUR, BLUR]);
    const errors = gaussianRandomField(shape, [1, 1, 1], rng);
    return values.map((v, i) => v + noise * errors[i]!);
  });
  const steepness = [2, 3, 4, 5, 6, 8, 10, 12, 16, 20].reduce((best, b) => (surprise(b, seen, classes, truth) < surprise(best, seen, classes, truth) ? b : best)); // prettier-ignore
  const maps = classes.map(() => new Uint8Array(truth.length));
  const labels = new Uint8Array(truth.length);
  let wrong = 0;
  for (let i = 0; i < truth.length; i++) {
    const shares = softmax(steepness, seen, i);
    const best = shares.indexOf(Math.max(...shares));
    labels[i] = classes[best]!;
    if (labels[i] !== truth[i]) wrong++;
    shares.forEach((share, k) => (maps[k]![i] = Math.round(255 * share)));
  }
  return { labels, probabilities: new Map(classes.map((label, k) => [label, maps[k]!])), wrong: wrong / truth.length };
}

function softmax(steepness: number, seen: readonly Float32Array[], i: number): number[] {
  const powers = seen.map((values) => Math.exp(steepness * (values[i]! - 0.5)));
  const total = powers.reduce((sum, v) => sum + v, 0);
  return powers.map((v) => v / total);
}

/** Mean negative log-likelihood of the true labels, over every 17th voxel. */
function surprise(steepness: number, seen: readonly Float32Array[], classes: readonly number[], truth: Uint8Array): number {
  let total = 0;
  for (let i = 0; i < truth.length; i += 17) total -= Math.log(softmax(steepness, seen, i)[classes.indexOf(truth[i]!)]! + 1e-12);
  return total;
}
