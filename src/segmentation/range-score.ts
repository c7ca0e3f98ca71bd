/**
 * How unusual a picture is beside the validation volumes of a network: each measure against the band that 95 % of them lie in,
 * and of the deviations the mean of the five largest, so that no single odd number decides. The score at which 4 % of the
 * volumes themselves would stand out (each left out of its own band) is worth a warning. `models/training/usual.py` fits.
 */
import { GRAIN, type RangeMeasures } from './range-measures.js';

export interface UsualRange {
  readonly volumes: number;
  /** mean deviation that is worth a warning */
  readonly warn: number;
  /** name -> [low, middle, high]: band of 95 % and median */
  readonly measures: Readonly<Record<string, readonly [low: number, middle: number, high: number]>>;
}

export interface Deviation {
  readonly name: string;
  /** 1 at the edge of the band */
  readonly size: number;
  readonly high: boolean;
}

export interface RangeScore {
  /** 1: worth a warning, 2: foreign */
  readonly score: number;
  /** how far the grain is on the side of inverted pictures, 1 at the edge of the band; 0 where noise does not tell */
  readonly inverted: number;
  /** largest first, beyond their bands only */
  readonly deviations: readonly Deviation[];
}

const LARGEST = 5;
const MOST = 4;
/** median rank correlation from which on grain grows with brightness in pictures of the kind */
const GROWS = 0.2;

export function rangeScore(measures: RangeMeasures, usual: UsualRange): RangeScore {
  const deviations: Deviation[] = [];
  for (const [name, [low, middle, high]] of Object.entries(usual.measures)) {
    const value = measures[name];
    if (value === undefined) continue;
    const size = value < middle ? (middle - value) / Math.max(middle - low, 1e-6) : (value - middle) / Math.max(high - middle, 1e-6);
    deviations.push({ name, size, high: value > middle });
  }
  deviations.sort((a, b) => b.size - a.size);
  const sum = deviations.slice(0, LARGEST).reduce((total, { size }) => total + size, 0);
  const grain = deviations.find(({ name, high }) => name === GRAIN && !high);
  const inverted = (usual.measures[GRAIN]?.[1] ?? 0) < GROWS ? 0 : (grain?.size ?? 0);
  return {
    score: Math.min(MOST, sum / LARGEST / usual.warn),
    inverted: Math.min(MOST, inverted),
    deviations: deviations.slice(0, LARGEST).filter(({ size }) => size > 1),
  };
}
