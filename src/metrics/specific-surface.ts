/** Surface over volume of a phase or object. */
import { flatCroftonArea, outsideOf } from '../kernels/index.js';
import { EMPTY_PHASE, OBJECT_CONNECTIVITY_PARAM } from './body.js';
import type { Metric } from './metric.js';
import { booleanParam, BOX_FACES_PARAM, PHASE_PARAM, SEED_PARAM } from './params.js';
import { AREA_BIAS, AREA_ESTIMATOR, AREA_REFERENCES, isSurface, surfaceOf, wholePhase } from './surface-context.js';

export const specificSurfaceMetrics: readonly Metric[] = [
  {
    id: 'specific_surface.S_per_V',
    avoid:
      'Not for features under 4 voxels thick, where the error passes 4 %, nor between images of different voxel size: coarsen the finer one first.',
    title: 'Specific surface',
    family: 'specific_surface',
    unit: 'per-length',
    params: [PHASE_PARAM, SEED_PARAM, OBJECT_CONNECTIVITY_PARAM, BOX_FACES_PARAM],
    estimator: AREA_ESTIMATOR,
    definition: 'Surface area of the phase over its volume (counted voxels times voxel volume).',
    bias: AREA_BIAS,
    references: AREA_REFERENCES,
    dimension: 3,
    needsSpacing: true,
    needsCollector: false,
    streams: wholePhase,
    standard: true,
    async compute(context, params) {
      const surface = await surfaceOf(context, params, outsideOf({ boxFaces: booleanParam(params, 'box_faces') }));
      if (!isSurface(surface)) return surface;
      if (surface.volume === 0) return EMPTY_PHASE;
      return { value: flatCroftonArea(surface.totals, surface.spacing) / surface.volume };
    },
  },
];
