/** How the amounts are spread: shares of a phase along any axis, and how far the deposit is from dense. All stream by slabs. */
import { faceAt } from '../volume/index.js';
import { layerSlabRequest } from '../workers/height-map.request.js';
import { denseLayers } from './deposit.js';
import { heightsOf } from './height-context.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { axisOf, axisParam, COLLECTOR_PARAM, PHASE_PARAM, phaseOf } from './params.js';
import { overSlabs } from './slabs.js';

/** Voxels of the phase in every layer along an axis, from index 0 upward, once per run. */
export function layersAlong(context: MetricContext, phase: number, axis: 0 | 1 | 2): Promise<Float64Array> {
  const { shape } = context.stack;
  const face = faceAt(axis, false);
  return context.shared(`layers;${phase};${axis}`, async () => {
    const total = new Float64Array(shape[axis]);
    const slabs = await overSlabs(
      context.stack,
      layerSlabRequest,
      ({ planes, first, end }) => ({ labels: planes.data, shape: [end - first, shape[1], shape[2]] as const, phase, face }),
      context,
    );
    let from = 0; // slabs follow each other along z and add up along y and x
    for (const counts of slabs) {
      counts.forEach((count, k) => (total[from + k] = (total[from + k] ?? 0) + count));
      if (axis === 0) from += counts.length;
    }
    return total;
  });
}

async function profile(context: MetricContext, params: Params): Promise<Measured> {
  const axis = axisOf(params);
  const { shape } = context.stack;
  const layer = (shape[0] * shape[1] * shape[2]) / shape[axis];
  return { value: Array.from(await layersAlong(context, phaseOf(params), axis), (count) => count / layer) };
}

async function expansion(context: MetricContext, params: Params): Promise<Measured> {
  const dense = await denseLayers(context, params);
  if (dense === 0) return { value: null, reason: 'no lithium, so nothing has expanded' };
  const { p95 } = await heightsOf(context, params);
  return p95 === 0 ? { value: null, reason: 'layer height is 0' } : { value: p95 / dense };
}

export const amountMetrics: readonly Metric[] = [
  {
    id: 'profile.fraction_along_axis',
    avoid: 'Not for growth from a collector on a far face, whose direction it does not know: use profile.fraction_along_growth.',
    title: 'Profile of a phase along an axis',
    family: 'profile',
    unit: '1',
    params: [PHASE_PARAM, axisParam('Axis of the profile')],
    estimator: 'layer-profile@1',
    definition:
      'voxels of the phase in a layer / voxels of the layer, one number per layer, from index 0 of the axis upward; needs no collector',
    bias: 'Exact on its labels; an interface tilted against the axis smears the profile.',
    references: ['Xu et al. 2022, doi 10.1002/aenm.202200398'],
    dimension: 'any',
    needsSpacing: false,
    needsCollector: false,
    streams: true,
    standard: false,
    compute: profile,
  },
  {
    id: 'deposit.expansion_factor',
    avoid: 'Not for patchy deposits, where bare collector thins the dense layer: use it per patch, or deposit.porosity_of_live_layer.',
    title: 'Expansion of the layer',
    family: 'deposit',
    unit: '1',
    params: [PHASE_PARAM, COLLECTOR_PARAM],
    estimator: 'deposit@1',
    definition: 'h95 / equivalent dense thickness: how many times thicker the layer is than the same lithium dense; dense lithium gives 1',
    bias: 'Overhangs are seen from above, so the space under them counts as layer: rather high. Heights are whole layers: a rough surface reads up to half a layer high.',
    references: ['Xu et al. 2022, doi 10.1002/aenm.202200398'],
    dimension: 'any',
    needsSpacing: false,
    needsCollector: true,
    streams: true,
    standard: true,
    compute: expansion,
  },
];
