/**
 * Does the picture bear out what was said about the cell? In X-ray tomograms lithium is darker than any liquid and a
 * little brighter than gas. So the grey value that most voxels have, the surroundings, has lithium on its dark side in a
 * wet cell, and nothing at all on its dark side in a dry one. A prior that the histogram speaks against does harm: it is
 * weakened then, and the contradiction is said.
 */
import type { CellState } from './class-prior.js';
import { percentileInverted, type Distribution } from './distribution.js';

export interface CellEvidence {
  /** 0..1: how much of the prior is kept */
  readonly trust: number;
  readonly warning: string | null;
}

const BINS = 128;
/** share of voxels on the dark side of the surroundings that a dry cell does not have */
const DARKER = 0.06;
/** share that a wet cell with any lithium has */
const ANY = 0.003;
const AGAINST = 0.3;
const SIGMAS = 3;

export function cellEvidence(volume: Distribution, cell: CellState | null, modality: string | null): CellEvidence {
  if (cell === null || cell === 'mixed' || modality !== 'xct') return { trust: 1, warning: null };
  const darker = darkSide(volume);
  if (darker === null) return { trust: 1, warning: null };
  const share = `${(100 * darker).toFixed(1)} % of the voxels are clearly darker than the surroundings`;
  if (cell === 'dry' && darker > DARKER)
    return { trust: AGAINST, warning: `the cell was given as dry, but ${share}, as lithium is in a liquid; check the state of the cell` };
  if (cell === 'wet' && darker < ANY)
    return {
      trust: AGAINST,
      warning: `the cell was given as wet, but only ${share}, where lithium should be; check the state of the cell`,
    };
  return { trust: 1, warning: null };
}

/** Share of voxels further than three standard deviations on the dark side of the most frequent grey value; null: no such peak. */
function darkSide(volume: Distribution): number | null {
  const [low, high] = [percentileInverted(volume, 0.5), percentileInverted(volume, 99)];
  if (!(high > low)) return null;
  const counts = histogram(volume, low, high);
  const peak = counts.reduce((best, count, bin) => (count > (counts[best] ?? 0) ? bin : best), 0);
  const half = (counts[peak] ?? 0) / 2;
  let [left, right] = [peak, peak];
  while (left > 0 && (counts[left] ?? 0) > half) left--;
  while (right < BINS - 1 && (counts[right] ?? 0) > half) right++;
  // a neighbouring phase widens one flank; the narrower one is the noise
  const sigma = (Math.max(1, Math.min(peak - left || BINS, right - peak || BINS)) / 1.177) * ((high - low) / BINS);
  const border = low + ((peak + 0.5) * (high - low)) / BINS - SIGMAS * sigma;
  let below = 0;
  for (let i = 0; i < volume.values.length && (volume.values[i] as number) < border; i++) below += volume.counts[i] as number;
  return below / volume.total;
}

/** Smoothed over five bins; what lies outside is left out. */
function histogram(volume: Distribution, low: number, high: number): Float64Array {
  const raw = new Float64Array(BINS);
  for (let i = 0; i < volume.values.length; i++) {
    const bin = Math.floor((((volume.values[i] as number) - low) / (high - low)) * BINS);
    if (bin >= 0 && bin < BINS) raw[bin] = (raw[bin] as number) + (volume.counts[i] as number);
  }
  return raw.map((_, bin) => {
    let sum = 0;
    for (let k = -2; k <= 2; k++) sum += raw[Math.min(BINS - 1, Math.max(0, bin + k))] as number;
    return sum / 5;
  });
}
