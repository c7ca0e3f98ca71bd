/**
 * The self-test: phantoms at a feature size and voxel size, measured like any image. The mean relative deviation of a metric is its
 * expected bias for features of this size; the scatter over places and orientations is what one object of that size may be off.
 */
import { checkAborted, createRng } from '../../base/index.js';
import { labelVolume } from '../../volume/index.js';
import type { QuantityValue, Vec3 } from '../../volume/index.js';
import { measure } from '../engine.js';
import type { MeasurePorts } from '../engine-types.js';
import { findMetric } from '../registry.js';
import type { Phantom, TrueValue, Truth } from './phantom.js';
import { PHANTOMS } from './phantoms.js';

/** Copies of a phantom that names no number. */
const COPIES = 6;
const SEED = 17;
/** From so many voxels across the feature on a phantom's `allowed` holds. */
const RESOLVED = 8;

let known: ReadonlyMap<Phantom, ReadonlySet<string>> | undefined;

/** Metrics that each phantom knows; made when first asked for. */
function knownBy(phantom: Phantom): ReadonlySet<string> {
  known ??= new Map(PHANTOMS.map((each) => [each, new Set(each.make(2, [1, 1, 1], createRng(SEED)).truths.map(({ metric }) => metric))]));
  return known.get(phantom) ?? new Set();
}

/** Whether some phantom knows a metric. */
export const hasPhantom = (metric: string): boolean => PHANTOMS.some((phantom) => knownBy(phantom).has(metric));

export interface SelftestRow {
  readonly metric: string;
  readonly phantom: string;
  /** shortest extent of the feature in voxels */
  readonly featureVoxels: number;
  readonly copies: number;
  /** mean of (measured - true) / true; of measured - true where the truth is 0 */
  readonly bias: number;
  /** standard deviation of the same over the copies */
  readonly spread: number;
  readonly relative: boolean;
  readonly allowed: number;
  /** false: the deviation is more than allowed; null: too few voxels across the feature to judge */
  readonly passed: boolean | null;
}

export interface SelftestOptions {
  /** metres */
  readonly feature: number;
  readonly spacing: Vec3;
  /** only these metrics; default: all that a phantom knows */
  readonly metrics?: ReadonlySet<string>;
}

export async function selftest({ feature, spacing, metrics }: SelftestOptions, ports: MeasurePorts): Promise<SelftestRow[]> {
  const rows: SelftestRow[] = [];
  const { onProgress, ...rest } = ports;
  const asked = PHANTOMS.filter((phantom) => metrics === undefined || [...metrics].some((metric) => knownBy(phantom).has(metric)));
  for (const [k, phantom] of asked.entries()) {
    checkAborted(ports.signal);
    onProgress?.({ done: k, total: asked.length, what: `phantoms: ${phantom.title.toLowerCase()}` });
    rows.push(...(await measurePhantom(phantom, { feature, spacing, metrics }, rest)));
  }
  onProgress?.({ done: asked.length, total: asked.length, what: 'phantoms' });
  return rows;
}

type Asked = Omit<SelftestOptions, 'metrics'> & { readonly metrics: ReadonlySet<string> | undefined };

async function measurePhantom(phantom: Phantom, { feature, spacing, metrics }: Asked, ports: MeasurePorts): Promise<SelftestRow[]> {
  const rng = createRng(SEED);
  const deviations = new Map<number, number[]>();
  let truths: readonly Truth[] = [];
  for (let copy = 0; copy < copiesOf(phantom); copy++) {
    const made = phantom.make(feature, spacing, rng);
    truths = made.truths.filter(({ metric }) => findMetric(metric) !== undefined && (metrics?.has(metric) ?? true));
    if (truths.length === 0) return [];
    const { data, shape, collectorFaces = [], probabilities } = made.volume;
    const labels = labelVolume(data, shape, { spacing, source: 'phantom', unit: 'm' }, phantom.id);
    const { results } = await measure(
      truths.map(({ metric, params = {} }) => ({ metric, params })),
      { labels, collectorFaces, ...(probabilities === undefined ? {} : { probabilities }) },
      ports,
    );
    truths.forEach((truth, i) => {
      const found = deviation(results[i]?.value ?? null, truth.value);
      if (found !== undefined) deviations.set(i, [...(deviations.get(i) ?? []), found]);
    });
  }
  const featureVoxels = feature / Math.max(...spacing);
  return truths.map((truth, i) => row(phantom, truth, featureVoxels, deviations.get(i) ?? []));
}

const copiesOf = ({ copies = COPIES }: Phantom): number => copies;

const partsOf = (value: TrueValue): [string, number][] => (typeof value === 'number' ? [['', value]] : Object.entries(value));

/** What deviations are relative to: the largest part of the truth; 0: nothing. */
const scaleOf = (truth: TrueValue): number => Math.max(...partsOf(truth).map(([, part]) => Math.abs(part)));

/** Of the part that deviates most; undefined where the metric gives no number for a part. */
function deviation(value: QuantityValue, truth: TrueValue): number | undefined {
  const scale = scaleOf(truth) || 1;
  const deviations = partsOf(truth).map(([key, part]) => (numberAt(value, key) - part) / scale);
  const most = deviations.reduce((worst, d) => (Math.abs(d) > Math.abs(worst) ? d : worst), 0);
  return deviations.every(Number.isFinite) ? most : undefined;
}

function numberAt(value: QuantityValue, key: string): number {
  if (typeof value === 'boolean') return Number(value);
  const part = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : value;
  return typeof part === 'number' ? part : Number.NaN;
}

function row(phantom: Phantom, truth: Truth, featureVoxels: number, found: readonly number[]): SelftestRow {
  const n = Math.max(1, found.length);
  const bias = found.reduce((sum, d) => sum + d, 0) / n;
  const spread = Math.sqrt(found.reduce((sum, d) => sum + (d - bias) ** 2, 0) / Math.max(1, n - 1));
  return {
    metric: truth.metric,
    phantom: phantom.id,
    featureVoxels,
    copies: found.length,
    bias,
    spread,
    relative: scaleOf(truth.value) !== 0,
    allowed: truth.allowed,
    passed: featureVoxels < RESOLVED ? null : found.length === copiesOf(phantom) && Math.abs(bias) <= truth.allowed,
  };
}
