/** Distances between two windows by one descriptor. All are metrics: symmetric, zero for equal arguments. */

/** Sampled function on a common grid, e.g. S2 against lag. */
export interface SampledCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Weighted values, e.g. local thickness by volume. Weights need not sum to one. */
export interface Distribution {
  readonly values: readonly number[];
  readonly weights: readonly number[];
}

export function scalarDistance(a: number, b: number): number {
  return Math.abs(a - b);
}

/** Root mean square difference over the common grid (an L2 distance; equal steps). */
export function curveDistance(a: SampledCurve, b: SampledCurve): number {
  const n = Math.min(a.y.length, b.y.length);
  if (n === 0) return 0;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += ((a.y[i] ?? 0) - (b.y[i] ?? 0)) ** 2;
  return Math.sqrt(sum / n);
}

function sorted({ values, weights }: Distribution): { value: number; weight: number }[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.map((value, i) => ({ value, weight: (weights[i] ?? 0) / total })).toSorted((p, q) => p.value - q.value);
}

/**
 * First Wasserstein distance of two weighted distributions, exact: the area between their cumulative curves.
 * Unit of the values.
 */
export function wasserstein1(a: Distribution, b: Distribution): number {
  const p = sorted(a);
  const q = sorted(b);
  let i = 0;
  let j = 0;
  let fp = 0;
  let fq = 0;
  let sum = 0;
  let last = Math.min(p[0]?.value ?? 0, q[0]?.value ?? 0);
  while (i < p.length || j < q.length) {
    const next = Math.min(p[i]?.value ?? Number.POSITIVE_INFINITY, q[j]?.value ?? Number.POSITIVE_INFINITY);
    sum += Math.abs(fp - fq) * (next - last);
    last = next;
    while (i < p.length && p[i]?.value === next) fp += p[i++]?.weight ?? 0;
    while (j < q.length && q[j]?.value === next) fq += q[j++]?.weight ?? 0;
  }
  return sum;
}
