import { mergeLabelCounts } from '../kernels/index.js';
import type { LabelStack } from '../volume/index.js';
import { labelCountsRequest } from '../workers/label-counts.request.js';
import type { MetricContext } from './metric.js';
import { overSlabs } from './slabs.js';
import type { SlabPorts } from './slabs.js';

/** Voxels per label value of a stack, slab by slab. */
export async function countStack(stack: LabelStack, ports: SlabPorts): Promise<Float64Array> {
  return mergeLabelCounts(
    await overSlabs(stack, labelCountsRequest, ({ planes: { data } }) => ({ labels: data, first: 0, end: data.length }), ports),
  );
}

/** The same of the whole stack of a run, once. */
export function labelCountsOf(context: Pick<MetricContext, 'stack' | 'shared'> & SlabPorts): Promise<Float64Array> {
  return context.shared('label-counts', () => countStack(context.stack, context));
}
