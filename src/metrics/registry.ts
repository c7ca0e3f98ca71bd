/** Every metric there is. A new one is a record in a family file; a new family is one import and one line here. */
import { depositMetrics } from './deposit.js';
import { fractalMetrics } from './fractal.js';
import { heightMetrics } from './height.js';
import { interfaceMetrics } from './interface.js';
import { isolationMetrics } from './isolation.js';
import { isolation2dMetrics } from './isolation2d.js';
import type { Metric } from './metric.js';
import { profileMetrics } from './profile.js';
import { seiMetrics } from './sei.js';
import { shapeMetrics } from './shape.js';
import { shape2dMetrics } from './shape2d.js';
import { specificSurfaceMetrics } from './specific-surface.js';
import { statisticsMetrics } from './statistics.js';
import { surfaceMetrics } from './surface.js';
import { thicknessMetrics } from './thickness.js';
import { topologyMetrics } from './topology.js';
import { volumeMetrics } from './volume.js';

export const METRICS: readonly Metric[] = [
  ...isolationMetrics,
  ...isolation2dMetrics,
  ...depositMetrics,
  ...heightMetrics,
  ...profileMetrics,
  ...volumeMetrics,
  ...surfaceMetrics,
  ...specificSurfaceMetrics,
  ...topologyMetrics,
  ...seiMetrics,
  ...shapeMetrics,
  ...shape2dMetrics,
  ...thicknessMetrics,
  ...interfaceMetrics,
  ...statisticsMetrics,
  ...fractalMetrics,
];

/** The record of a public name, or undefined. */
export function findMetric(id: string): Metric | undefined {
  return METRICS.find((metric) => metric.id === id);
}
