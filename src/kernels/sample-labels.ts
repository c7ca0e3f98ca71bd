/**
 * Another segmentation that the class probabilities allow. A smooth Gaussian field, turned into uniform numbers, picks the class at
 * which the sum of the probabilities passes it: every voxel has exactly the given probabilities, and neighbouring voxels err together,
 * as those of a network do. Memory: 5 bytes per voxel beyond the input.
 */
import type { Rng } from '../base/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';
import { gaussianRandomField } from './random-field.js';

/** `probabilities`: 0 to 255 per voxel for each label; where they sum to less, the rest is the present label. `correlation`: voxels. */
export function sampleLabels(
  labels: Uint8Array,
  shape: Shape3,
  probabilities: ReadonlyMap<number, Uint8Array>,
  correlation: Vec3,
  rng: Rng,
): Uint8Array {
  const field = gaussianRandomField(shape, correlation, rng);
  const maps = [...probabilities].toSorted(([a], [b]) => a - b);
  const sampled = labels.slice();
  for (let i = 0; i < labels.length; i++) {
    // certain of its own label: most voxels
    if (probabilities.get(labels[i])?.[i] === 255) continue;
    let rest = 255 * normalShare(field[i]);
    for (const [label, map] of maps) {
      rest -= map[i];
      if (rest < 0) {
        sampled[i] = label;
        break;
      }
    }
  }
  return sampled;
}

/** Share of a normal distribution below `x`, to 1e-7 (Abramowitz & Stegun 26.2.17). */
function normalShare(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}
