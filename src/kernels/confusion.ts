/** How often each pair of labels meets in two volumes of one shape. Counts of slabs add up in any order. */

/** counts[256 * truth + measured] over the voxels [first, end) */
export function labelPairs(measured: Uint8Array, truth: Uint8Array, first = 0, end = measured.length): Float64Array {
  const counts = new Float64Array(65536);
  for (let i = first; i < end; i++) counts[256 * truth[i] + measured[i]]++;
  return counts;
}

export interface LabelOverlap {
  /** voxels that carry the label in both, in the measured one, in the true one */
  readonly both: number;
  readonly measured: number;
  readonly truth: number;
}

/** Overlap of one label, from the pair counts. */
export function labelOverlap(pairs: Float64Array, label: number): LabelOverlap {
  let measured = 0;
  let truth = 0;
  for (let other = 0; other < 256; other++) {
    measured += pairs[256 * other + label];
    truth += pairs[256 * label + other];
  }
  return { both: pairs[257 * label], measured, truth };
}
