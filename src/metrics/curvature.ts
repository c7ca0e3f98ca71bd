/** Curvature of a surface: its integrals, which topology and mean width fix, and how it is distributed. */
import { curvatureHalo, curvatureStatistics, eulerOf, meanCurvatureIntegral } from '../kernels/index.js';
import type { CurvatureStatistics, SmoothSlab } from '../kernels/index.js';
import { curvatureRequest } from '../workers/smooth-surface.request.js';
import { connectivityOf, OBJECT_CONNECTIVITY_PARAM } from './body.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { PHASE_PARAM, SEED_PARAM } from './params.js';
import { overSlabs } from './slabs.js';
import type { Slab } from './slabs.js';
import { isStacked, isSurface, stackedBody, surfaceOf, wholePhase } from './surface-context.js';
import { spacingOf } from './spacing.js';

/** Statistics of one of the two curvatures over the surface inside the box. */
function distribution(power: 1 | 2): Metric['compute'] {
  return async (context, params) => {
    const sums = await sumsOf(context, params);
    if (!(sums instanceof Float64Array)) return sums;
    const found = curvatureStatistics(sums, power, spacingOf(context));
    return found === undefined ? { value: null, reason: 'no surface inside the box' } : { value: asRecord(found) };
  };
}

const asRecord = ({ mean, std, p10, p50, p90 }: CurvatureStatistics): Record<string, number> => ({ mean, std, p10, p50, p90 });

/** Histograms of both curvatures, once per run. */
async function sumsOf(context: MetricContext, params: Params): Promise<Float64Array | Measured> {
  const body = await stackedBody(context, params);
  if (!isStacked(body)) return body;
  const { stack, value } = body;
  const spacing = spacingOf(context);
  return context.shared(`curvature ${body.key}`, async () => {
    const argsOf = ({ planes, first, end }: Slab): SmoothSlab => ({ planes, first, end, value, shape: stack.shape, spacing });
    const parts = await overSlabs(stack, curvatureRequest, argsOf, context, curvatureHalo(spacing));
    // in the order of the slabs, so that sums do not depend on the number of threads
    return parts.reduce((total, part) => total.map((sum, k) => sum + (part[k] ?? 0)));
  });
}

const CURVATURE = {
  avoid: 'Not for a box that cuts the body, whose cut faces count as surface: use curvature.mean_distribution.',
  sampling: 'none',
  signed: true,
  family: 'curvature',
  params: [PHASE_PARAM, SEED_PARAM, OBJECT_CONNECTIVITY_PARAM],
  references: ['10.1002/9783527628094'],
  dimension: 3,
  needsSpacing: true,
  needsCollector: false,
  streams: wholePhase,
  standard: false,
} as const;

const LOCAL = {
  ...CURVATURE,
  avoid: 'Not for radii below 4 voxels and sharp edges, which smoothing blunts: use a smaller voxel, or local thickness.',
  estimator: 'smoothed-hessian@1',
  references: ['10.1016/j.cagd.2005.06.005'],
} as const;

export const curvatureMetrics: readonly Metric[] = [
  {
    ...CURVATURE,
    id: 'curvature.integral_mean',
    title: 'Integral of the mean curvature',
    unit: 'length',
    estimator: 'crofton-sections-3@1',
    definition:
      'Mean curvature integrated over the surface, the outside of the box being background: 2 pi x mean over the three axes of the sum of the Euler numbers of the plane sections x their distance. 4 pi R for a ball; 2 pi x mean width for a convex body.',
    bias: 'Balls within 1 % from 5 voxels radius on. Only three directions: a cube along the grid reads -33 %; none on average over orientations.',
    compute: async (context, params) => {
      const surface = await surfaceOf(context, params, 'zero', false);
      return isSurface(surface) ? { value: meanCurvatureIntegral(surface.totals, surface.spacing) } : surface;
    },
  },
  {
    ...CURVATURE,
    id: 'curvature.total_gauss',
    title: 'Integral of the Gaussian curvature',
    unit: '1',
    estimator: 'voxel-complex@1',
    definition:
      'Gaussian curvature integrated over the surface, the outside of the box being background: by Gauss and Bonnet 2 pi x Euler number of the surface, which is 4 pi x that of the body. 4 pi for a ball, 0 for a torus.',
    bias: 'None: an exact count of the voxel model.',
    references: ['10.5566/ias.v22.p11-19'],
    needsSpacing: false,
    compute: async (context, params) => {
      const surface = await surfaceOf(context, params, 'zero', false);
      return isSurface(surface) ? { value: 4 * Math.PI * eulerOf(surface.totals, connectivityOf(params)) } : surface;
    },
  },
  {
    ...LOCAL,
    id: 'curvature.mean_distribution',
    title: 'Distribution of the mean curvature',
    unit: 'per-length',
    definition:
      'Area-weighted mean, standard deviation and quantiles (10, 50, 90 %) over the surface inside the box of the mean of both principal curvatures, positive where the body is convex: from gradient and Hessian of the body smoothed by a Gaussian of two mean voxel edges. 1 / R for a ball.',
    bias: 'Balls of 6 to 20 voxels radius: mean and median within 1 %; the staircase spreads the quantiles by 6 % at 10 voxels and 12 % at 20. Radii below 4 voxels and edges are blunted to about the width of the smoothing.',
    compute: distribution(1),
  },
  {
    ...LOCAL,
    id: 'curvature.gauss_distribution',
    title: 'Distribution of the Gaussian curvature',
    unit: 'per-area',
    definition:
      'The same of the product of both principal curvatures: positive on caps and pits, negative on saddles, 0 on cylinders. 1 / R^2 for a ball.',
    bias: 'Balls of 6 to 20 voxels radius: mean and median within 2 %; the staircase spreads the quantiles by 13 % at 10 voxels and 25 % at 20. Near edges and radii below 4 voxels it is blunted.',
    compute: distribution(2),
  },
];
