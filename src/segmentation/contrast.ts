/**
 * How well lithium stands out: |median Li - median surroundings| over the noise. The noise is the larger of two
 * estimates, so the ratio errs to the low side: the spread of the surroundings themselves ((p84 - p16) / 2) and
 * the high-pass residue of Immerkaer (CVIU 64, 300, 1996), here with the median of absolute values instead of
 * their mean because edges are frequent. Correlated noise makes the second one too small, shading the first too large.
 */
import { PHASE, type Shape3, type VoxelArray } from '../volume/index.js';
import { percentileInverted, type Distribution } from './distribution.js';
import { grainOverBrightness } from './grain.js';

export interface Contrast {
  /** null when one of the two phases is (nearly) absent */
  readonly cnr: number | null;
  readonly noise: number;
  /** median change of a voxel from one slice to the next, as the standard deviation of normal noise; null for one slice */
  readonly change: number | null;
  /** rank correlation of the grain with the brightness; null where it cannot be told */
  readonly grain: number | null;
  /** median grey value per phase id, of phases that occur */
  readonly medians: ReadonlyMap<number, number>;
  readonly fractions: ReadonlyMap<number, number>;
}

const BINS = 2048;
const PHASES = 7;
/** a phase below this share says nothing about its grey value */
const LEAST_SHARE = 1e-4;
const NOISE_PLANES = 12;

export class ContrastMeter {
  readonly #low: number;
  readonly #scale: number;
  readonly #counts = Array.from({ length: PHASES }, () => new Float64Array(BINS));
  readonly #shape: Shape3;
  readonly #noise: number[] = [];
  readonly #changes: number[] = [];
  readonly #grains: number[] = [];
  #before: { readonly z: number; readonly grey: VoxelArray } | null = null;

  constructor(volume: Distribution, shape: Shape3) {
    this.#low = percentileInverted(volume, 0.05);
    const high = percentileInverted(volume, 99.95);
    this.#scale = BINS / (high > this.#low ? high - this.#low : 1);
    this.#shape = shape;
  }

  /** One plane of grey values with its phases. */
  add(grey: VoxelArray, labels: Uint8Array, z: number): void {
    for (let i = 0; i < labels.length; i++) {
      const value = grey[i] as number;
      const counts = this.#counts[labels[i] as number];
      if (counts === undefined || !Number.isFinite(value)) continue;
      const bin = Math.min(BINS - 1, Math.max(0, Math.floor((value - this.#low) * this.#scale)));
      counts[bin] = (counts[bin] as number) + 1;
    }
    const every = Math.max(1, Math.floor(this.#shape[0] / NOISE_PLANES));
    if (this.#before?.z === z - 1) this.#changes.push(planeChange(this.#before.grey, grey));
    this.#before = null;
    if (z % every !== 0) return;
    this.#noise.push(planeNoise(grey, this.#shape[1], this.#shape[2]));
    const grain = grainOverBrightness(grey, this.#shape[1], this.#shape[2]);
    if (grain !== null) this.#grains.push(grain);
    this.#before = { z, grey: grey.slice() };
  }

  result(): Contrast {
    const totals = this.#counts.map((counts) => counts.reduce((sum, n) => sum + n, 0));
    const all = totals.reduce((sum, n) => sum + n, 0);
    const medians = new Map<number, number>();
    const fractions = new Map<number, number>();
    totals.forEach((total, phase) => {
      if (total === 0) return;
      fractions.set(phase, total / all);
      medians.set(phase, this.#quantile(phase, total, 0.5));
    });
    const share = (phase: number): number => fractions.get(phase) ?? 0;
    const around = share(PHASE.electrolyte) >= share(PHASE.pore) ? PHASE.electrolyte : PHASE.pore;
    const total = totals[around] ?? 0;
    const spread = total === 0 ? 0 : (this.#quantile(around, total, 0.84) - this.#quantile(around, total, 0.16)) / 2;
    const noise = Math.max(spread, median(this.#noise));
    const enough = share(PHASE.lithium) >= LEAST_SHARE && share(around) >= LEAST_SHARE;
    const difference = Math.abs((medians.get(PHASE.lithium) ?? 0) - (medians.get(around) ?? 0));
    const grain = this.#grains.length === 0 ? null : median(this.#grains);
    const change = this.#changes.length === 0 ? null : median(this.#changes);
    return { cnr: enough && noise > 0 ? difference / noise : null, noise, change, grain, medians, fractions };
  }

  #quantile(phase: number, total: number, q: number): number {
    const counts = this.#counts[phase] as Float64Array;
    let seen = 0;
    for (let bin = 0; bin < BINS; bin++) {
      const count = counts[bin] as number;
      if (seen + count >= q * total && count > 0) return this.#low + (bin + (q * total - seen) / count) / this.#scale;
      seen += count;
    }
    return this.#low + BINS / this.#scale;
  }
}

function median(values: readonly number[]): number {
  // as numbers, which is many times faster than with a comparison
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function planeChange(before: VoxelArray, after: VoxelArray): number {
  const step = Math.max(1, Math.floor(after.length / 65536));
  const changes: number[] = [];
  for (let i = 0; i < after.length; i += step) {
    const value = Math.abs((after[i] as number) - (before[i] as number));
    if (Number.isFinite(value)) changes.push(value);
  }
  return median(changes) / (Math.SQRT2 * 0.6745);
}

/** The mask [1 -2 1; -2 4 -2; 1 -2 1] removes planes and parabolas; white noise of sigma comes out with 6 sigma. */
function planeNoise(grey: VoxelArray, ny: number, nx: number): number {
  const residues: number[] = [];
  const step = Math.max(1, Math.floor(Math.sqrt((ny * nx) / 65536)));
  for (let y = 1; y < ny - 1; y += step)
    for (let x = 1; x < nx - 1; x += step) {
      const i = y * nx + x;
      const at = (offset: number): number => grey[i + offset] as number;
      const corners = at(-nx - 1) + at(-nx + 1) + at(nx - 1) + at(nx + 1);
      const sides = at(-nx) + at(nx) + at(-1) + at(1);
      const value = Math.abs(corners - 2 * sides + 4 * at(0));
      if (Number.isFinite(value)) residues.push(value);
    }
  return median(residues) / (6 * 0.6745);
}
