import { mergeLabelCounts } from '../kernels/index.js';
import { labelCountsRequest } from '../workers/label-counts.request.js';
import type { MetricContext } from './metric.js';
import { overSlabs } from './slabs.js';
import type { SlabPorts } from './slabs.js';

/** Voxels per label value of the whole stack, once per run. */
export function labelCountsOf(context: Pick<MetricContext, 'stack' | 'shared'> & SlabPorts): Promise<Float64Array> {
  return context.shared('label-counts', async () =>
    mergeLabelCounts(
      await overSlabs(context.stack, labelCountsRequest, ({ planes: { data } }) => ({ labels: data, first: 0, end: data.length }), context),
    ),
  );
}
