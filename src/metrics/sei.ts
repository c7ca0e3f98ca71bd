/** Thickness and coverage of the SEI on the lithium surface. Kernel: sei-rays.ts; distributions: censored.ts. */
import { parseLength, METRES } from '../base/index.js';
import { censoredDistribution, censoredMean, censoredQuantile, censoredShareAbove } from '../kernels/index.js';
import type { CensoredDistribution, SeiSurface } from '../kernels/index.js';
import { seiSurfaceRequest } from '../workers/sei-surface.request.js';
import { spacingOf } from './body.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { booleanParam, BOX_FACES_PARAM } from './params.js';

const LITHIUM_PARAM: ParamSpec = { name: 'phase_li', type: 'phase', default: 1, title: 'Lithium' };
const SEI_PARAM: ParamSpec = { name: 'phase_sei', type: 'phase', default: 2, title: 'SEI' };
const THRESHOLD_PARAM: ParamSpec = { name: 'threshold', type: 'length', title: 'Thickness to exceed, with unit' };

interface SeiMeasurement {
  readonly surface: SeiSurface;
  readonly thickness: CensoredDistribution;
}

/** One walk over the lithium surface serves all metrics of the family. */
function measureSei(context: MetricContext, params: Params): Promise<SeiMeasurement> {
  const lithium = Number(params['phase_li'] ?? 1);
  const sei = Number(params['phase_sei'] ?? 2);
  const boxFaces = booleanParam(params, 'box_faces');
  return context.shared(`sei:${lithium}:${sei}:${boxFaces}`, async () => {
    const { data: labels, shape } = context.labels;
    const args = { labels, shape, spacing: spacingOf(context), options: { lithium, sei, boxFaces, flatAxis: context.flatAxis } };
    const surface = await context.workers.run(seiSurfaceRequest, args, context.signal);
    return { surface, thickness: censoredDistribution(surface.length, surface.weight, surface.cut) };
  });
}

type Compute = Metric['compute'];

/** A metric over the whole lithium surface. */
function overSurface(rule: (surface: SeiSurface) => number): Compute {
  return async (context, params) => {
    const { surface } = await measureSei(context, params);
    if (surface.facesArea === 0) return { value: null, reason: 'no lithium surface inside the box' };
    return { value: rule(surface) };
  };
}

/** A metric over the lithium surface under SEI. */
function overThickness(rule: (thickness: CensoredDistribution, params: Params) => Measured): Compute {
  return async (context, params) => {
    const { surface, thickness } = await measureSei(context, params);
    if (surface.facesArea === 0) return { value: null, reason: 'no SEI on lithium: no lithium surface inside the box' };
    if (surface.length.length === 0) return { value: null, reason: 'no SEI on the lithium surface' };
    return rule(thickness, params);
  };
}

const percent = (share: number): string => `${(100 * share).toPrecision(3)} %`;

const tailUnknown = (thickness: CensoredDistribution): Measured => ({
  value: null,
  reason: `${percent(thickness.cutShare)} of the SEI reaches the box faces, so this part of the distribution is unknown`,
});

/** A number that is only a lower bound when the thickest SEI is cut by the box. */
function lowerBound(value: number | readonly number[], thickness: CensoredDistribution, what: string): Measured {
  return thickness.openEnded ? { value, note: `${what} is a lower bound: the thickest SEI is cut by the box` } : { value };
}

function iqr(thickness: CensoredDistribution): Measured {
  const low = censoredQuantile(thickness, 0.25);
  const high = censoredQuantile(thickness, 0.75);
  return low === null || high === null ? tailUnknown(thickness) : { value: high - low };
}

function median(thickness: CensoredDistribution): Measured {
  const value = censoredQuantile(thickness, 0.5);
  return value === null ? tailUnknown(thickness) : { value };
}

function shareAbove(thickness: CensoredDistribution, params: Params): Measured {
  const threshold = params['threshold'];
  if (threshold === undefined) return { value: null, reason: 'no threshold given; pass one with a unit, like 10nm' };
  const value = censoredShareAbove(thickness, lengthInMetres(threshold));
  return value === null ? tailUnknown(thickness) : { value };
}

/** A length parameter: text with a unit, or metres. */
export function lengthInMetres(value: unknown): number {
  if (typeof value === 'number') return value;
  const { value: number, unit } = parseLength(String(value));
  return number * METRES[unit];
}

const SEI = {
  family: 'sei',
  params: [LITHIUM_PARAM, SEI_PARAM, BOX_FACES_PARAM],
  references: ['10.1080/01621459.1958.10501452'],
  dimension: 'any',
  needsCollector: false,
  standard: true,
} as const;

const THICKNESS = {
  ...SEI,
  unit: 'length',
  estimator: 'sei-rays@1',
  needsSpacing: true,
  bias: 'None on flat lithium. On curved lithium each thickness is uncertain by about half a voxel at both ends, with mean near zero: SEI thinner than two voxels is not resolved.',
} as const;

const ALONG = 'length of the ray along the smoothed lithium normal from a lithium face to the first voxel that is not SEI';

export const seiMetrics: readonly Metric[] = [
  {
    ...THICKNESS,
    id: 'sei.thickness_median',
    title: 'SEI thickness, median',
    definition: `Median, weighted by lithium surface area, of the ${ALONG}; rays cut by the box count as lower bounds (Kaplan-Meier).`,
    compute: overThickness(median),
  },
  {
    ...THICKNESS,
    id: 'sei.thickness_mean',
    title: 'SEI thickness, mean',
    definition: `Mean, weighted by lithium surface area, of the ${ALONG}: the area under the survival curve up to the longest ray.`,
    compute: overThickness((thickness) => lowerBound(censoredMean(thickness), thickness, 'the mean')),
  },
  {
    ...THICKNESS,
    id: 'sei.thickness_iqr',
    title: 'SEI thickness, interquartile range',
    definition: `Third minus first quartile, weighted by lithium surface area, of the ${ALONG}; cut rays as lower bounds.`,
    compute: overThickness(iqr),
  },
  {
    ...THICKNESS,
    id: 'sei.thickness_min_max',
    title: 'SEI thickness, range',
    definition: `Smallest and largest ${ALONG}.`,
    compute: overThickness((thickness) => lowerBound([thickness.min, thickness.max], thickness, 'the largest value')),
  },
  {
    ...THICKNESS,
    id: 'sei.thickness_share_above',
    title: 'SEI thicker than a threshold',
    unit: '1',
    params: [...SEI.params, THRESHOLD_PARAM],
    definition: 'Share of the covered lithium surface whose SEI is thicker than the threshold; cut rays as lower bounds.',
    standard: false,
    compute: overThickness(shareAbove),
  },
  {
    ...SEI,
    id: 'sei.coverage',
    title: 'SEI coverage',
    unit: '1',
    estimator: 'normal-weighted-faces@1',
    definition:
      'Area of lithium under SEI over the area of the lithium surface; a voxel face counts with the cosine to the smoothed lithium normal. Contact with anything but SEI, a collector body included, is bare.',
    bias: 'None on flat lithium; within 0.01 on a ball of radius 12 voxels.',
    needsSpacing: false,
    compute: overSurface((surface) => surface.coveredArea / surface.area),
  },
  {
    ...SEI,
    id: 'sei.coverage_faces',
    title: 'SEI coverage by voxel faces',
    unit: '1',
    estimator: 'voxel-faces@1',
    definition: 'Voxel faces between lithium and SEI over all voxel faces of the lithium surface, by area.',
    bias: 'Surface oblique to the grid counts up to 1.7 times too much, so coverage is off where it goes with orientation.',
    needsSpacing: false,
    standard: false,
    compute: overSurface((surface) => surface.coveredFacesArea / surface.facesArea),
  },
  {
    ...SEI,
    id: 'sei.cut_off_share',
    title: 'SEI cut by the box',
    unit: '1',
    estimator: 'sei-rays@1',
    definition:
      'Share of the covered lithium surface whose ray along the normal leaves the box while in SEI: thickness there is only bounded below.',
    bias: 'None.',
    needsSpacing: false,
    compute: overThickness((thickness) => ({ value: thickness.cutShare })),
  },
  {
    ...SEI,
    id: 'sei.bare_patches',
    title: 'Bare patches of lithium',
    unit: 'count',
    estimator: 'voxel-faces@1',
    definition: 'Number of connected parts of the lithium surface without SEI; voxel faces are joined where they share an edge.',
    bias: 'An exact count; single mislabelled voxels are patches too.',
    needsSpacing: false,
    compute: overSurface((surface) => surface.barePatches),
  },
];
