/** Features as small whole numbers: at most 64 bins per feature, each with about as many samples. */

export interface FeatureBins {
  readonly features: number;
  /** [samples, features] */
  readonly codes: Uint8Array;
  /** [features, 64]: a value of bin b is at most edges[b] */
  readonly edges: Float32Array;
}

const BINS = 64;

/** Borders lie halfway between neighbouring values of the samples, so that a new value falls on the nearer side. */
export function featureBins(samples: Float32Array, n: number, features: number): FeatureBins {
  const codes = new Uint8Array(n * features);
  const edges = new Float32Array(features * BINS).fill(Infinity);
  const column = new Float32Array(n);
  for (let f = 0; f < features; f++) {
    for (let i = 0; i < n; i++) column[i] = samples[i * features + f];
    column.sort();
    const own = edges.subarray(f * BINS, (f + 1) * BINS);
    let used = 0;
    for (let b = 1; b < BINS; b++) {
      const at = Math.round((b * n) / BINS);
      if (at < 1 || at >= n || column[at - 1] === column[at]) continue;
      const edge = Math.fround((column[at - 1] + column[at]) / 2);
      if (used === 0 || edge > own[used - 1]) own[used++] = edge;
    }
    for (let i = 0; i < n; i++) codes[i * features + f] = binOf(own, used, samples[i * features + f]);
  }
  return { features, codes, edges };
}

/** The first bin whose border is not below the value. */
function binOf(edges: Float32Array, used: number, value: number): number {
  let lo = 0;
  let hi = used;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (value > edges[middle]) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
