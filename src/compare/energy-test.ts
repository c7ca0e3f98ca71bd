/**
 * Are windows of A and windows of B samples of one population? Energy statistic with a permutation p-value
 * (Szekely & Rizzo 2013, doi 10.1016/j.jspi.2013.03.018):
 *
 *   E = 2 mean d(a, b) - mean d(a, a') - mean d(b, b')
 *
 * E is zero in the mean when both come from one population, and grows with any difference, in location or spread.
 * Windows of one volume are not independent, so p is optimistic: small p for two windows sets of one material
 * occur a little more often than they should.
 */
import { createRng } from '../base/index.js';

export interface EnergyResult {
  /** mean distance of a window of A to a window of B */
  readonly between: number;
  /** mean distance of two windows of A: the noise floor */
  readonly withinA: number;
  readonly p: number;
}

const PERMUTATIONS = 999;

/** Means of the three blocks of a distance matrix when `inA` tells the group of each window. */
function blockMeans(matrix: Float64Array, n: number, inA: Uint8Array): { between: number; withinA: number; withinB: number } {
  let between = 0;
  let withinA = 0;
  let withinB = 0;
  let na = 0;
  for (let i = 0; i < n; i++) na += inA[i] ?? 0;
  const nb = n - na;
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      const d = matrix[i * n + j] ?? 0;
      const both = (inA[i] ?? 0) + (inA[j] ?? 0);
      if (both === 2) withinA += d;
      else if (both === 1) between += d;
      else withinB += d;
    }
  return {
    between: between / Math.max(1, na * nb),
    withinA: withinA / Math.max(1, (na * (na - 1)) / 2),
    withinB: withinB / Math.max(1, (nb * (nb - 1)) / 2),
  };
}

function energy(means: ReturnType<typeof blockMeans>): number {
  return 2 * means.between - means.withinA - means.withinB;
}

/** `a` and `b` are windows described one way; `distance` is a metric. Seeded, so the p-value repeats. */
export function energyTest<T>(a: readonly T[], b: readonly T[], distance: (p: T, q: T) => number, seed = 1): EnergyResult {
  const all = [...a, ...b];
  const n = all.length;
  const matrix = new Float64Array(n * n);
  all.forEach((p, i) => {
    for (let j = i + 1; j < n; j++) matrix[i * n + j] = distance(p, all[j] as T);
  });
  const inA = new Uint8Array(n).fill(1, 0, a.length);
  const observed = blockMeans(matrix, n, inA);
  const statistic = energy(observed);
  const rng = createRng(seed);
  // rounding must not make equal statistics differ
  const slack = 1e-12 * Math.abs(observed.between);
  let atLeast = 1;
  for (let k = 0; k < PERMUTATIONS; k++) {
    for (let i = n - 1; i > 0; i--) {
      const j = rng.int(i + 1);
      const kept = inA[i] ?? 0;
      inA[i] = inA[j] ?? 0;
      inA[j] = kept;
    }
    if (energy(blockMeans(matrix, n, inA)) >= statistic - slack) atLeast++;
  }
  return { between: observed.between, withinA: observed.withinA, p: atLeast / (PERMUTATIONS + 1) };
}

/** Holm's step-down: which of several p-values stay significant at `level` (family-wise). */
export function holm(pValues: readonly number[], level: number): boolean[] {
  const order = pValues.map((p, i) => ({ p, i })).toSorted((x, y) => x.p - y.p);
  const significant = pValues.map(() => false);
  for (const [rank, { p, i }] of order.entries()) {
    if (p > level / (pValues.length - rank)) break;
    significant[i] = true;
  }
  return significant;
}
