/**
 * How a window of a deposit is described. A new descriptor is one record here; rows, verdicts and curves follow.
 * Scalars come from the metric registry, so a number means the same as in `measure`.
 */
import { METRES } from '../base/index.js';
import { localThicknessDistribution, twoPointCurve } from '../kernels/index.js';
import { findMetric, measure, type MeasureResult } from '../metrics/index.js';
import type { Workers } from '../ports/index.js';
import { PHASE, type Curve, type LabelVolume, type Quantity, type Unit } from '../volume/index.js';
import { curveDistance, scalarDistance, wasserstein1, type Distribution, type SampledCurve } from './distances.js';

/** One window, described one way; null: undefined here (no lithium, say). */
export interface Described {
  readonly value: number | SampledCurve | Distribution;
  /** one number for tables */
  readonly summary: number;
  /** of the summary, and of values with a dimension */
  readonly unit: Unit;
}

export interface Descriptor {
  readonly id: string;
  readonly title: string;
  readonly estimator: string;
  readonly distance: (a: Described, b: Described) => number;
  /** of at least one window, over all of them, for figures; absent for scalars */
  readonly curve?: (described: readonly Described[]) => Curve;
}

/** Scalars that say how a deposit is shaped; amounts are matched, so they are not among them. */
const SCALARS = [
  'height.mean',
  'height.p95',
  'height.Sa',
  'height.Sq',
  'height.covered_fraction',
  'deposit.porosity_h95',
  'specific_surface.S_per_V',
  'topology.euler',
  'isolation.f_dead',
] as const;

/** lags of S2, voxels; below the least side of a window */
const LAGS = Array.from({ length: 11 }, (_, i) => i);

const curveOf = (described: Described): SampledCurve => described.value as SampledCurve;
const distributionOf = (described: Described): Distribution => described.value as Distribution;

/** Mean at each position. */
function meanOver(curves: readonly (readonly number[])[]): number[] {
  const [first = []] = curves;
  return first.map((_, i) => curves.reduce((sum, y) => sum + (y[i] ?? 0), 0) / curves.length);
}

/** Share of the weight at or below each value, every window counting the same. */
function cumulative(windows: readonly Distribution[]): { values: number[]; shares: number[] } {
  const weightAt = new Map<number, number>();
  for (const { values, weights } of windows)
    values.forEach((value, i) => weightAt.set(value, (weightAt.get(value) ?? 0) + (weights[i] ?? 0) / windows.length));
  const values = [...weightAt.keys()].toSorted((p, q) => p - q);
  let sum = 0;
  return { values, shares: values.map((value) => Math.min(1, (sum += weightAt.get(value) ?? 0))) };
}

function scalarDescriptor(id: string): Descriptor[] {
  const metric = findMetric(id);
  if (!metric) return [];
  return [{ id, title: metric.title, estimator: metric.estimator, distance: (a, b) => scalarDistance(a.summary, b.summary) }];
}

function twoPoint(id: string, axis: string): Descriptor {
  return {
    id,
    title: `Two-point probability of lithium ${axis}`,
    estimator: 'two-point@1',
    distance: (a, b) => curveDistance(curveOf(a), curveOf(b)),
    curve: (described) => ({
      id,
      title: `Two-point probability of lithium ${axis}`,
      x: { label: 'lag', unit: 'voxel', values: LAGS },
      y: { label: 'S2, mean over windows', unit: '1', values: meanOver(described.map((window) => curveOf(window).y)) },
    }),
  };
}

const THICKNESS: Descriptor = {
  id: 'thickness.distribution',
  title: 'Local thickness of lithium, by volume',
  estimator: 'local-thickness@1',
  distance: (a, b) => wasserstein1(distributionOf(a), distributionOf(b)),
  curve: (described) => {
    const { values, shares } = cumulative(described.map(distributionOf));
    return {
      id: 'thickness.distribution',
      title: 'Local thickness of lithium, by volume',
      x: { label: 'local thickness', unit: described[0]?.unit ?? 'voxel', values },
      y: { label: 'share of lithium up to this thickness', unit: '1', values: shares },
    };
  },
};

export const DESCRIPTORS: readonly Descriptor[] = [
  ...SCALARS.flatMap(scalarDescriptor),
  twoPoint('s2.growth', 'along growth'),
  twoPoint('s2.lateral', 'across growth'),
  THICKNESS,
];

export interface DescribeOptions {
  readonly workers: Workers;
  readonly signal?: AbortSignal | undefined;
}

/** Every descriptor of one window in the deposit frame (growth +z from z = 0, when `grows`). */
export async function describeWindow(
  window: LabelVolume,
  grows: boolean,
  { workers, signal }: DescribeOptions,
): Promise<Map<string, Described>> {
  const found = new Map<string, Described>();
  const requests = SCALARS.filter((id) => findMetric(id)).map((metric) => ({ metric }));
  const input = { labels: window, collectorFaces: grows ? (['z-'] as const) : [] };
  const { results } = await measure(requests, input, { workers, signal });
  for (const result of results) addScalar(found, result);
  const { shape } = window;
  const mask = window.data.map((label) => (label === PHASE.lithium ? 1 : 0));
  addCurve(found, 's2.growth', twoPointCurve(mask, shape, LAGS, 0, 'plain'));
  const y = twoPointCurve(mask, shape, LAGS, 1, 'plain');
  const x = twoPointCurve(mask, shape, LAGS, 2, 'plain');
  addCurve(
    found,
    's2.lateral',
    y.map((value, i) => (shape[1] === 1 ? (x[i] ?? 0) : shape[2] === 1 ? value : (value + (x[i] ?? 0)) / 2)),
  );
  addThickness(found, window, mask);
  return found;
}

function addScalar(found: Map<string, Described>, { metric, value, unit }: MeasureResult): void {
  if (typeof value === 'number') found.set(metric, { value, summary: value, unit });
}

function addCurve(found: Map<string, Described>, id: string, y: readonly number[]): void {
  if (y.length > 0 && y.every(Number.isFinite)) found.set(id, { value: { x: LAGS, y }, summary: y[0] ?? 0, unit: '1' });
}

/** Local thickness in the input's length unit, or in voxels when the voxel size is unknown. */
function addThickness(found: Map<string, Described>, { shape, calibration }: LabelVolume, mask: Uint8Array): void {
  const thickness = localThicknessDistribution(mask, shape, calibration.spacing ?? [1, 1, 1]);
  if (!thickness) return;
  const unit: Unit = calibration.spacing === null ? 'voxel' : (calibration.unit ?? 'um');
  const metres = unit === 'voxel' ? 1 : METRES[calibration.unit ?? 'um'];
  const values = Array.from(thickness.diameters, (diameter) => diameter / metres);
  const weights = Array.from(thickness.weights);
  const summary = values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0);
  found.set(THICKNESS.id, { value: { values, weights }, summary, unit });
}

/** Mean of the summaries of several windows with their spread, as a quantity. */
export function summarise(descriptor: Descriptor, described: readonly Described[], reason: string): Quantity {
  const { estimator } = descriptor;
  const [first] = described;
  if (!first) return { value: null, unit: '1', reason, estimator };
  const mean = described.reduce((sum, d) => sum + d.summary, 0) / described.length;
  const variance = described.reduce((sum, d) => sum + (d.summary - mean) ** 2, 0) / Math.max(1, described.length - 1);
  return {
    value: mean,
    unit: first.unit,
    estimator,
    uncertainty: { windows: Math.sqrt(variance) },
    note: 'mean over windows; the uncertainty is their standard deviation',
  };
}
