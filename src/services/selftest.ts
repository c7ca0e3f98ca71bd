/** The expected bias of every metric at a feature size, from phantoms with known answers. */
import { InvalidInputError } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { SelftestDocument, VoxelSizeInput } from '../contract/index.js';
import { findMetric, selftest } from '../metrics/index.js';
import type { SelftestRow } from '../metrics/index.js';
import type { Vec3 } from '../volume/index.js';
import type { ServiceHost } from './service-host.js';
import { calibrationOf, shownSpacing } from './volumes/shown-spacing.js';

/** Voxels across a feature where no size is asked for. */
const LADDER = [4, 8, 16] as const;
/** A rod of so many voxels in diameter fills a box of 240 cubed. */
const MOST_VOXELS = 40;

export interface SelftestChoice {
  /** metres */
  readonly feature?: number | undefined;
  readonly featureVoxels?: number | undefined;
  readonly voxel?: VoxelSizeInput | undefined;
  readonly metrics?: readonly string[] | undefined;
}

export async function selftestDocument(host: ServiceHost, asked: SelftestChoice, options: RunOptions): Promise<SelftestDocument> {
  for (const id of asked.metrics ?? [])
    if (findMetric(id) === undefined)
      throw new InvalidInputError(`There is no metric "${id}"; see the list of metrics.`, { code: 'unknown-metric', subject: id });
  const calibration = asked.voxel === undefined ? null : calibrationOf(asked.voxel);
  const spacing: Vec3 = calibration?.spacing ?? [1, 1, 1];
  const metrics = asked.metrics === undefined ? undefined : new Set(asked.metrics);
  const rows: SelftestRow[] = [];
  for (const voxels of sizes(asked, spacing)) {
    const feature = voxels * Math.max(...spacing);
    const wanted = { feature, spacing, ...(metrics === undefined ? {} : { metrics }) };
    rows.push(...(await selftest(wanted, { workers: host.ports.workers, ...options })));
  }
  return {
    schema: 'lithoscope-selftest/1',
    spacing: calibration === null ? null : shownSpacing(calibration),
    results: rows.map(documentRow),
    passed: rows.every(({ passed }) => passed !== false),
  };
}

/** Voxels across the feature, along the longest voxel edge. A length without a voxel size is asked at the sizes of the ladder. */
function sizes({ feature, featureVoxels, voxel }: SelftestChoice, spacing: Vec3): readonly number[] {
  if (featureVoxels !== undefined) return [featureVoxels];
  if (feature === undefined || voxel === undefined) return LADDER;
  const across = feature / Math.max(...spacing);
  if (across < 2 || across > MOST_VOXELS)
    throw new InvalidInputError(
      `A feature of this size is ${Number(across.toPrecision(3))} voxels wide; the self-test runs from 2 to ${MOST_VOXELS} voxels.`,
      { code: 'feature-size', subject: 'feature-size' },
    );
  return [across];
}

function documentRow(row: SelftestRow): SelftestDocument['results'][number] {
  const found = row.copies > 0;
  return {
    ...row,
    estimator: findMetric(row.metric)?.estimator ?? '',
    bias: found ? row.bias : null,
    spread: found ? row.spread : null,
    ...(found ? {} : { reason: 'the metric gave no number on this phantom' }),
  };
}
