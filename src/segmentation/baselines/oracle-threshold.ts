/**
 * The best that any grey threshold can do: every grey value of the smoothed image gets the phase that is most frequent there
 * in the truth of the same volume. It knows the answer, so beating it shows that more than grey values was used.
 */
import { gaussianFilter3 } from '../../kernels/index.js';
import type { Shape3 } from '../../volume/index.js';

const BINS = 512;

/** Bins of equal population of the image after a Gaussian of one voxel. */
export function greyRanks(image: Float32Array, shape: Shape3, bins = BINS): Uint16Array {
  const smooth = image.slice();
  gaussianFilter3(smooth, shape, [1, 1, 1]);
  const ordered = smooth.slice().sort();
  const edges = Float32Array.from({ length: bins - 1 }, (_, k) => ordered[Math.floor(((k + 1) * ordered.length) / bins)] ?? 0);
  return Uint16Array.from(smooth, (value) => rankOf(edges, value));
}

/** How many edges lie at or below a value. */
function rankOf(edges: Float32Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The most frequent phase of the truth per class of voxels; classes without a voxel get 0. */
export function majorityPhases(classes: ArrayLike<number>, count: number, truth: Uint8Array): Uint8Array {
  const votes = new Float64Array(count * 256);
  for (let i = 0; i < truth.length; i++) {
    const at = 256 * (classes[i] ?? 0) + (truth[i] ?? 0);
    votes[at] = (votes[at] ?? 0) + 1;
  }
  return Uint8Array.from({ length: count }, (_, k) => {
    const row = votes.subarray(256 * k, 256 * k + 256);
    return row.indexOf(row.reduce((top, n) => Math.max(top, n), 0));
  });
}

export function oracleThreshold(image: Float32Array, shape: Shape3, truth: Uint8Array): Uint8Array {
  const ranks = greyRanks(image, shape);
  const phases = majorityPhases(ranks, BINS, truth);
  return Uint8Array.from(ranks, (rank) => phases[rank] ?? 0);
}
