/**
 * Error of the estimator: what it gives wrong on phantoms with features as large as those of the image. The feature size is the mean
 * chord of the phase, 4 V / S. Bounds: the value, and the value without the mean bias of the phantoms, widened by the scatter of one more
 * copy (Student's t, 95 %). Phantoms that lie along the grid and come out exactly say nothing of other shapes; a metric that no other
 * phantom knows has no such bound. Sign: too small where the image holds finer details than its mean chord.
 */
import type { Vec3 } from '../../volume/index.js';
import { measure } from '../engine.js';
import type { MeasurePorts, MeasureResult } from '../engine-types.js';
import { hasPhantom, selftest } from '../selftest/selftest.js';
import type { SelftestRow } from '../selftest/selftest.js';
import { factorOfNext } from './confidence.js';
import { numberOf } from './source.js';
import type { Bounds, BudgetRun, ErrorSource } from './source.js';

/** Feature sizes that are tested, in voxels (of the longest edge); between them the smaller is taken, whose bias is larger. */
const SIZES = [3, 4, 6, 8, 12] as const;
/** Voxels of the largest phantom at most; a box is six features wide. */
const MOST_VOXELS = 4e6;
/** Relative deviation that is rounding. */
const EXACT = 1e-9;

export const estimatorBias: ErrorSource = {
  id: 'estimator-bias',
  title: 'Estimator',
  method:
    "mean bias and scatter (Student's t, 95 %) on phantoms whose features are as many voxels wide as the mean chord of the phase (3 to 12)",
  async bounds(run) {
    const found: (Bounds | undefined)[] = run.results.map(() => undefined);
    const known = run.results.flatMap((result, k) => (hasPhantom(result.metric) && numberOf(result) !== undefined ? [k] : []));
    const phases = new Set(known.map((k) => phaseOf(run.results[k])));
    for (const phase of phases) {
      const mine = known.filter((k) => phaseOf(run.results[k]) === phase);
      const rows = await biasAtFeature(run, phase, new Set(mine.map((k) => run.results[k]?.metric ?? '')));
      for (const k of mine) found[k] = boundsOf(run.results[k], rows);
    }
    return found;
  },
};

function phaseOf(result: MeasureResult | undefined): number {
  const phase = result?.params['phase'] ?? result?.params['phase_li'] ?? 1;
  return typeof phase === 'number' ? phase : 1;
}

async function biasAtFeature({ input, ports }: BudgetRun, phase: number, metrics: ReadonlySet<string>): Promise<readonly SelftestRow[]> {
  const chord = await measure([{ metric: 'shape.mean_chord', params: { phase } }], withSpacing(input), ports);
  const size = chord.results[0]?.value;
  if (typeof size !== 'number') return [];
  const spacing = shapeOf(input.labels.calibration.spacing ?? [1, 1, 1]);
  // the chord comes in metres
  const across = size / Math.max(...(input.labels.calibration.spacing ?? [1, 1, 1]));
  return biasOf(featureSize(across, spacing), spacing, metrics, ports);
}

/** In metres, so that the chord needs no unit. */
function withSpacing(input: BudgetRun['input']): BudgetRun['input'] {
  const { labels } = input;
  const spacing = labels.calibration.spacing ?? ([1, 1, 1] as const);
  return { ...input, labels: { ...labels, calibration: { ...labels.calibration, spacing, unit: 'm' } } };
}

/** Voxel edges with the longest as 1: bias depends on their ratios alone. */
function shapeOf(spacing: Vec3): Vec3 {
  const longest = Math.max(...spacing);
  return [spacing[0] / longest, spacing[1] / longest, spacing[2] / longest];
}

function featureSize(across: number, spacing: Vec3): number {
  const fits = (size: number): boolean => (6 * size) ** 3 / (spacing[0] * spacing[1] * spacing[2]) <= MOST_VOXELS;
  return SIZES.findLast((size) => size <= across && fits(size)) ?? SIZES[0];
}

/** Tests of the same size and voxel are the same: kept for the life of the program. */
const tested = new Map<string, Promise<readonly SelftestRow[]>>();

function biasOf(feature: number, spacing: Vec3, metrics: ReadonlySet<string>, ports: MeasurePorts): Promise<readonly SelftestRow[]> {
  const key = [feature, ...spacing.map((s) => s.toPrecision(6)), ...[...metrics].toSorted()].join(';');
  let rows = tested.get(key);
  if (rows === undefined) {
    rows = selftest({ feature, spacing, metrics }, ports);
    tested.set(key, rows);
    // a cancelled test is no result
    rows.catch(() => tested.delete(key));
  }
  return rows;
}

/** The phantom on which the metric errs most decides: what shape the image holds is not known. */
function boundsOf(result: MeasureResult | undefined, rows: readonly SelftestRow[]): Bounds | undefined {
  const value = result === undefined ? undefined : numberOf(result);
  const mine = rows.filter(
    (row) => row.metric === result?.metric && row.relative && row.copies > 0 && Math.abs(row.bias) + row.spread > EXACT,
  );
  if (value === undefined || mine.length === 0) return undefined;
  let low = value;
  let high = value;
  for (const { bias, spread, copies } of mine) {
    const half = factorOfNext(copies) * spread;
    for (const d of [bias - half, bias + half]) {
      if (d <= -1) continue;
      low = Math.min(low, value / (1 + d));
      high = Math.max(high, value / (1 + d));
    }
  }
  return [low, high];
}
