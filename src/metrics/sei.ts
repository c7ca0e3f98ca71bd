/** Thickness and coverage of the SEI on the lithium surface. Kernel: sei-rays.ts; distributions: censored.ts. */
import { censoredDistribution, censoredMean, censoredQuantile, censoredShareAbove } from '../kernels/index.js';
import type { CensoredDistribution, SeiSurface } from '../kernels/index.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { booleanParam, BOX_FACES_PARAM, lengthInMetres, LITHIUM_PARAM, SEI_PARAM, THRESHOLD_PARAM } from './params.js';
import { seiSurfaceOf } from './sei-surface.js';

export const SEI_PHASES: readonly ParamSpec[] = [LITHIUM_PARAM, SEI_PARAM];
export const SEI_PARAMS: readonly ParamSpec[] = [...SEI_PHASES, BOX_FACES_PARAM];

/** One walk over the lithium surface serves all metrics of the family. */
export function measureSei(context: MetricContext, params: Params): Promise<SeiSurface> {
  const lithium = Number(params['phase_li'] ?? 1);
  const sei = Number(params['phase_sei'] ?? 2);
  const boxFaces = booleanParam(params, 'box_faces');
  return context.shared(`sei:${lithium}:${sei}:${boxFaces}`, () =>
    seiSurfaceOf(context, { lithium, sei, boxFaces, flatAxis: context.flatAxis }),
  );
}

/** The distribution of the rays of a surface, made when first asked for. */
const distributions = new WeakMap<SeiSurface, CensoredDistribution>();

function thicknessOf(surface: SeiSurface): CensoredDistribution {
  const known = distributions.get(surface);
  if (known !== undefined) return known;
  const made = censoredDistribution(surface.length, surface.weight, surface.cut);
  distributions.set(surface, made);
  return made;
}

type Compute = Metric['compute'];

/** A metric over the whole lithium surface. */
function overSurface(rule: (surface: SeiSurface) => number): Compute {
  return async (context, params) => {
    const surface = await measureSei(context, params);
    if (surface.facesArea === 0) return { value: null, reason: 'no lithium surface inside the box' };
    return { value: rule(surface) };
  };
}

/** A metric over the lithium surface under SEI. */
function overThickness(rule: (thickness: CensoredDistribution, params: Params) => Measured): Compute {
  return async (context, params) => {
    const surface = await measureSei(context, params);
    if (surface.facesArea === 0) return { value: null, reason: 'no SEI on lithium: no lithium surface inside the box' };
    if (surface.length.length === 0) return { value: null, reason: 'no SEI on the lithium surface' };
    return rule(thicknessOf(surface), params);
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

const SEI = {
  avoid: 'Not for SEI thinner than a voxel, which is not seen and reads bare: use a smaller voxel, or read it as a lower bound.',
  family: 'sei',
  params: SEI_PARAMS,
  references: ['10.1080/01621459.1958.10501452'],
  dimension: 'any',
  needsCollector: false,
  streams: true,
  standard: true,
} as const;

const THICKNESS = {
  ...SEI,
  avoid: 'Not for SEI thinner than two voxels, or porous: its rays end at the first other voxel; use SEI volume over lithium area.',
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
    sampling: 'none',
    avoid: 'Not as a range of the SEI, since one ray decides each end: use sei.thickness_iqr.',
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
    avoid: 'Not where cover goes with orientation: use sei.coverage, which weighs faces by the surface normal.',
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
    avoid: 'Not as a property of the SEI: it says how much of the surface has only a lower bound; take a larger box where it is high.',
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
    avoid: 'Not on labels with noise at the single voxel, which counts as patches: use sei.bare_patch_area_weighted_mean.',
    sampling: 'none',
    title: 'Bare patches of lithium',
    unit: 'count',
    estimator: 'voxel-faces@1',
    definition: 'Number of connected parts of the lithium surface without SEI; voxel faces are joined where they share an edge.',
    bias: 'An exact count; single mislabelled voxels are patches too.',
    needsSpacing: false,
    compute: overSurface((surface) => surface.barePatches.length),
  },
];
