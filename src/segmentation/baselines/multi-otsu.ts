/**
 * Multi-Otsu thresholds on the smoothed image, as many classes as the truth holds phases. A class is called by its most
 * frequent true phase, which is kinder than anybody without the truth could be.
 */
import { gaussianFilter3, multiOtsu } from '../../kernels/index.js';
import type { Shape3 } from '../../volume/index.js';
import { majorityPhases } from './oracle-threshold.js';

const BINS = 256;
const MOST_CLASSES = 5;

export function otsuThresholds(image: Float32Array, shape: Shape3, truth: Uint8Array): Uint8Array {
  const smooth = image.slice();
  gaussianFilter3(smooth, shape, [1, 1, 1]);
  const ordered = smooth.slice().sort();
  // a saturated collector would otherwise take all bins
  const low = ordered[Math.floor(0.005 * ordered.length)] ?? 0;
  const high = ordered[Math.floor(0.995 * (ordered.length - 1))] ?? 1;
  const scale = high > low ? BINS / (high - low) : 0;
  const bins = Uint8Array.from(smooth, (value) => Math.min(BINS - 1, Math.max(0, Math.floor((value - low) * scale))));
  const counts = new Float64Array(BINS);
  for (const bin of bins) counts[bin] = (counts[bin] ?? 0) + 1;
  const thresholds = multiOtsu(counts, Math.min(MOST_CLASSES, new Set(truth).size));
  const classes = bins.map((bin) => thresholds.filter((t) => bin > t).length);
  const phases = majorityPhases(classes, thresholds.length + 1, truth);
  return classes.map((k) => phases[k] ?? 0);
}
