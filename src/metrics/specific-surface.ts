/** Surface over volume of a phase or object. */
import { croftonArea, outsideOf } from '../kernels/index.js';
import { OBJECT_CONNECTIVITY_PARAM, bodyCounts, bodyOf, isBody } from './body.js';
import type { Metric } from './metric.js';
import { booleanParam, BOX_FACES_PARAM, PHASE_PARAM, SEED_PARAM } from './params.js';
import { CROFTON_BIAS, CROFTON_ESTIMATOR, CROFTON_REFERENCES } from './surface.js';

export const specificSurfaceMetrics: readonly Metric[] = [
  {
    id: 'specific_surface.S_per_V',
    title: 'Specific surface',
    family: 'specific_surface',
    unit: 'per-length',
    params: [PHASE_PARAM, SEED_PARAM, OBJECT_CONNECTIVITY_PARAM, BOX_FACES_PARAM],
    estimator: CROFTON_ESTIMATOR,
    definition: 'Surface area of the phase over its volume (counted voxels times voxel volume).',
    bias: CROFTON_BIAS,
    references: CROFTON_REFERENCES,
    dimension: 3,
    needsSpacing: true,
    needsCollector: false,
    standard: true,
    async compute(context, params) {
      const body = await bodyOf(context, params);
      if (!isBody(body)) return body;
      if (body.voxels === 0) return { value: null, reason: 'phase is empty (0/0)' };
      const counts = await bodyCounts(context, body, outsideOf({ boxFaces: booleanParam(params, 'box_faces') }));
      const [sz, sy, sx] = body.spacing;
      return { value: croftonArea(counts, body.spacing) / (body.voxels * sz * sy * sx) };
    },
  },
];
