/** Features as small whole numbers, so that a forest compares bytes. */

export interface FeatureBins {
  readonly features: number;
  /** most bins of a feature */
  readonly most: number;
  /** [samples, features] */
  readonly codes: Uint8Array;
  /** [features, most]: a value of bin b is at most edges[b]; infinite from the last bin on */
  readonly edges: Float32Array;
}

/** equally filled bins: the best border is looked for among all of them */
const EQUAL = 64;
/** for borders at random: equally filled ones where samples are, and even steps between */
const FINE = 128;

/** At most 64 bins, each with about as many samples. Borders lie halfway between neighbouring values of the samples. */
export function equalBins(samples: Float32Array, n: number, features: number): FeatureBins {
  return bins(samples, n, features, EQUAL, (column, edges) => quantiles(column, EQUAL, edges));
}

/** At most 255 bins, equally filled or equally wide. */
export function mixedBins(samples: Float32Array, n: number, features: number): FeatureBins {
  return bins(samples, n, features, 2 * FINE, (column, edges) => {
    quantiles(column, FINE, edges);
    const [low, high] = [column[0], column[n - 1]];
    for (let k = 1; k < FINE; k++) edges.push(Math.fround(low + ((high - low) * k) / FINE));
  });
}

function quantiles(column: Float32Array, count: number, edges: number[]): void {
  const n = column.length;
  for (let b = 1; b < count; b++) {
    const at = Math.round((b * n) / count);
    if (at >= 1 && at < n && column[at - 1] !== column[at]) edges.push(Math.fround((column[at - 1] + column[at]) / 2));
  }
}

function bins(
  samples: Float32Array,
  n: number,
  features: number,
  most: number,
  borders: (sorted: Float32Array, edges: number[]) => void,
): FeatureBins {
  const codes = new Uint8Array(n * features);
  const edges = new Float32Array(features * most).fill(Infinity);
  const column = new Float32Array(n);
  for (let f = 0; f < features; f++) {
    for (let i = 0; i < n; i++) column[i] = samples[i * features + f];
    column.sort();
    const found: number[] = [];
    borders(column, found);
    const own = Float32Array.from(new Set(found)).sort();
    // a border at or above the largest value separates nothing
    const used = firstNotBelow(own, own.length, column[n - 1]);
    edges.set(own.subarray(0, used), f * most);
    for (let i = 0; i < n; i++) codes[i * features + f] = firstNotBelow(own, used, samples[i * features + f]);
  }
  return { features, most, codes, edges };
}

/** The first of the sorted values that is not below `value`. */
export function firstNotBelow(sorted: Float32Array, count: number, value: number): number {
  let lo = 0;
  let hi = count;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (value > sorted[middle]) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
