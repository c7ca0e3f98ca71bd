/** Every metric there is. A new one is a record in a family file; a new family is one import and one line here. */
import { amountMetrics } from './amount.js';
import { bridgeMetrics } from './bridges.js';
import { contactMetrics } from './contact.js';
import { dendriteMetrics } from './dendrites.js';
import { depositMetrics } from './deposit.js';
import { distanceMetrics } from './distance.js';
import { fractalMetrics } from './fractal.js';
import { granulometryMetrics } from './granulometry.js';
import { heightMetrics } from './height.js';
import { interfaceMetrics } from './interface.js';
import { isolationMetrics } from './isolation.js';
import { isolation2dMetrics } from './isolation2d.js';
import { inventoryMetrics } from './inventory.js';
import { isolationRuleMetrics } from './isolation-rules.js';
import type { Metric } from './metric.js';
import { morphotypeMetrics } from './morphotype.js';
import { objectSizeMetrics } from './object-sizes.js';
import { orientationMetrics } from './orientation.js';
import { persistenceMetrics } from './persistence.js';
import { profileMetrics } from './profile.js';
import { roughnessMetrics } from './roughness.js';
import { seiMetrics } from './sei.js';
import { seiLayerMetrics } from './sei-layers.js';
import { seiPatchMetrics } from './sei-patches.js';
import { shapeMetrics } from './shape.js';
import { shape2dMetrics } from './shape2d.js';
import { skeletonMetrics } from './skeleton.js';
import { specificSurfaceMetrics } from './specific-surface.js';
import { solidStateMetrics } from './solid-state.js';
import { statisticsMetrics } from './statistics.js';
import { curvatureMetrics } from './curvature.js';
import { surfaceMetrics } from './surface.js';
import { thicknessMetrics } from './thickness.js';
import { topologyMetrics } from './topology.js';
import { transportMetrics } from './transport.js';
import { volumeMetrics } from './volume.js';

export const METRICS: readonly Metric[] = [
  ...isolationMetrics,
  ...isolationRuleMetrics,
  ...bridgeMetrics,
  ...contactMetrics,
  ...isolation2dMetrics,
  ...depositMetrics,
  ...dendriteMetrics,
  ...amountMetrics,
  ...inventoryMetrics,
  ...heightMetrics,
  ...roughnessMetrics,
  ...profileMetrics,
  ...volumeMetrics,
  ...objectSizeMetrics,
  ...surfaceMetrics,
  ...curvatureMetrics,
  ...specificSurfaceMetrics,
  ...topologyMetrics,
  ...transportMetrics,
  ...skeletonMetrics,
  ...persistenceMetrics,
  ...morphotypeMetrics,
  ...seiMetrics,
  ...solidStateMetrics,
  ...seiLayerMetrics,
  ...seiPatchMetrics,
  ...shapeMetrics,
  ...shape2dMetrics,
  ...thicknessMetrics,
  ...granulometryMetrics,
  ...distanceMetrics,
  ...interfaceMetrics,
  ...statisticsMetrics,
  ...fractalMetrics,
  ...orientationMetrics,
];

/** The record of a public name, or undefined. */
export function findMetric(id: string): Metric | undefined {
  return METRICS.find((metric) => metric.id === id);
}
