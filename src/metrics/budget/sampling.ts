/** How the value of a box follows from the values of its parts. */
import { findMetric } from '../registry.js';

/** mean: of the parts; sum: of the parts; none: extremes and counts of things that parts cut */
export type Sampling = 'mean' | 'sum' | 'none';

/** As the record of the metric says; else amounts and counts add up, everything else is averaged. */
export function sampling(metric: string): Sampling {
  const record = findMetric(metric);
  if (record === undefined) return 'none';
  if (record.sampling !== undefined) return record.sampling;
  return ['volume', 'area', 'count', 'voxel', 'umol', 'mAh'].includes(record.unit) ? 'sum' : 'mean';
}
