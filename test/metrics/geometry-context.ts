/** A metric context without an engine, for tests of single records. */
import type { Measured, Metric, MetricContext, Params } from '../../src/metrics/index.js';
import { labelVolume, stackOf } from '../../src/volume/index.js';
import type { LabelVolume, Shape3, Vec3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';

/** Context over labels in this thread; nothing is shared beyond its own lifetime. */
export function contextOf(labels: LabelVolume): MetricContext {
  const shared = new Map<string, Promise<unknown>>();
  const ones = [0, 1, 2].filter((axis) => labels.shape[axis] === 1);
  return {
    labels,
    stack: stackOf(labels),
    flatAxis: ones.length === 1 ? (ones[0] as 0 | 1 | 2) : null,
    collectorFaces: [],
    workers: createInlineWorkers(),
    shared<T>(key: string, compute: () => Promise<T>): Promise<T> {
      if (!shared.has(key)) shared.set(key, compute());
      return shared.get(key) as Promise<T>;
    },
  };
}

export function labelsOf(data: Uint8Array, shape: Shape3, spacing: Vec3 | null = [1, 1, 1]): LabelVolume {
  return labelVolume(data, shape, { spacing, source: 'test', unit: spacing === null ? null : 'm' }, 'test');
}

/** Runs a metric with the defaults of its parameters. */
export function measureOne(metrics: readonly Metric[], id: string, labels: LabelVolume, params: Params = {}): Promise<Measured> {
  const metric = metrics.find((entry) => entry.id === id)!;
  const filled: Record<string, Params[string]> = {};
  for (const spec of metric.params) if (spec.default !== undefined) filled[spec.name] = spec.default;
  return metric.compute(contextOf(labels), { ...filled, ...params });
}
