/**
 * How far stated probabilities are from what happens: the mean gap between confidence and accuracy over ten equal bins of
 * confidence, weighted by the voxels in a bin. 0 is perfect; the estimate is biased up for few voxels.
 * Source: Guo et al., ICML 2017, arXiv:1706.04599.
 */
const BINS = 10;

export interface Calibration {
  /** per bin of confidence: voxels, voxels that are right, sum of confidence */
  readonly voxels: Float64Array;
  readonly right: Float64Array;
  readonly confidence: Float64Array;
}

/** `maps[k]` is the probability 0..255 of `labels[k]`; the largest one is the call. Voxels of truth 0 are left out. */
export function calibrationCounts(maps: readonly Uint8Array[], labels: readonly number[], truth: Uint8Array): Calibration {
  const voxels = new Float64Array(BINS);
  const right = new Float64Array(BINS);
  const confidence = new Float64Array(BINS);
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] === 0) continue;
    let top = -1;
    let called = 0;
    for (let k = 0; k < maps.length; k++)
      if (maps[k][i] > top) {
        top = maps[k][i];
        called = labels[k];
      }
    const bin = Math.min(BINS - 1, Math.floor((top / 256) * BINS));
    voxels[bin]++;
    confidence[bin] += top / 255;
    if (called === truth[i]) right[bin]++;
  }
  return { voxels, right, confidence };
}

/** null without a voxel. */
export function expectedCalibrationError({ voxels, right, confidence }: Calibration): number | null {
  const total = voxels.reduce((a, b) => a + b, 0);
  if (total === 0) return null;
  let gap = 0;
  for (let bin = 0; bin < BINS; bin++) gap += Math.abs(confidence[bin] - right[bin]);
  return gap / total;
}
