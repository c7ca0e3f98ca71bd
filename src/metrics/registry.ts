/** Every metric there is. A new one is a record in a family file; a new family is one import and one line here. */
import { depositMetrics } from './deposit.js';
import { heightMetrics } from './height.js';
import { isolationMetrics } from './isolation.js';
import { isolation2dMetrics } from './isolation2d.js';
import type { Metric } from './metric.js';
import { profileMetrics } from './profile.js';
import { volumeMetrics } from './volume.js';

export const METRICS: readonly Metric[] = [
  ...isolationMetrics,
  ...isolation2dMetrics,
  ...depositMetrics,
  ...heightMetrics,
  ...profileMetrics,
  ...volumeMetrics,
];

/** The record of a public name, or undefined. */
export function findMetric(id: string): Metric | undefined {
  return METRICS.find((metric) => metric.id === id);
}
