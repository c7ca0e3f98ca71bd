/** Lithium against a solid electrolyte: contact, voids at the interface, cracks. Kernels: solid-interface.ts, solid-cracks.ts. */
import type { Separator, SolidInterface, SolidPhases } from '../kernels/index.js';
import { PHASE } from '../volume/index.js';
import type { Face } from '../volume/index.js';
import { crackOpeningsRequest, filamentDepthRequest, separatorRequest, solidInterfaceRequest } from '../workers/solid-state.request.js';
import type { SolidArgs } from '../workers/solid-state.request.js';
import type { Measured, Metric, MetricContext, Params, ParamSpec } from './metric.js';
import { COLLECTOR_PARAM, LITHIUM_PARAM, numberParam } from './params.js';
import { spacingOf } from './spacing.js';
import { mean, percentile, sum } from './samples.js';

const PHASE_PARAMS: readonly ParamSpec[] = [
  LITHIUM_PARAM,
  { name: 'phase_electrolyte', type: 'phase', default: PHASE.other, title: 'Solid electrolyte' },
  { name: 'phase_void', type: 'phase', default: PHASE.pore, title: 'Void' },
];

function argsOf(context: MetricContext, params: Params): SolidArgs {
  const { data: labels, shape } = context.labels;
  const phases: SolidPhases = {
    lithium: numberParam(params, 'phase_li'),
    electrolyte: numberParam(params, 'phase_electrolyte'),
    void: numberParam(params, 'phase_void'),
  };
  return { labels, shape, spacing: spacingOf(context), phases, flatAxis: context.flatAxis };
}

const keyOf = ({ phases }: SolidArgs): string => `${phases.lithium};${phases.electrolyte};${phases.void}`;

/** A metric over the interface. */
function overInterface(rule: (found: SolidInterface) => Measured): Metric['compute'] {
  return async (context, params) => {
    const args = argsOf(context, params);
    const found = await context.shared(`solid-interface;${keyOf(args)}`, () =>
      context.workers.run(solidInterfaceRequest, args, context.signal),
    );
    if (found.contact + found.lost === 0)
      return {
        value: null,
        reason: `no interface: neither lithium nor a void that touches it borders on label ${args.phases.electrolyte}`,
      };
    return rule(found);
  };
}

interface Inside {
  readonly args: SolidArgs;
  readonly face: Face;
  readonly separator: Separator;
}

/** A metric of what lies between the two sides of the electrolyte. */
function inSeparator(rule: (inside: Inside, context: MetricContext) => Promise<Measured>): Metric['compute'] {
  return async (context, params) => {
    const args = argsOf(context, params);
    const face = context.collectorFaces[0] ?? 'z-';
    const separator = await context.shared(`separator;${keyOf(args)};${face}`, () =>
      context.workers.run(separatorRequest, { ...args, face }, context.signal),
    );
    if (separator === undefined) return { value: null, reason: `no solid electrolyte: label ${args.phases.electrolyte} does not occur` };
    return rule({ args, face, separator }, context);
  };
}

function openings(rule: (sorted: Float32Array) => number): Metric['compute'] {
  return inSeparator(async ({ args, face, separator }, context) => {
    const sorted = await context.shared(`crack-openings;${keyOf(args)};${face}`, () =>
      context.workers.run(crackOpeningsRequest, { ...args, face, separator }, context.signal),
    );
    return sorted.length === 0 ? { value: null, reason: 'nothing has opened inside the solid electrolyte' } : { value: rule(sorted) };
  });
}

const penetration = inSeparator(async ({ args, face, separator }, context) => {
  const depth = await context.shared(`filament-depth;${keyOf(args)};${face}`, () =>
    context.workers.run(filamentDepthRequest, { ...args, face, separator }, context.signal),
  );
  if (depth === undefined) return { value: null, reason: 'no lithium in front of the solid electrolyte, on the side of the collector' };
  return { value: depth / (separator.end - separator.first) };
});

const COMMON = {
  family: 'solid_state',
  params: PHASE_PARAMS,
  references: ['Xu et al. 2022, doi 10.1002/aenm.202200398', 'Krauskopf et al. 2020, doi 10.1021/acs.chemrev.0c00431'],
  dimension: 'any',
  needsCollector: false,
  standard: false,
} as const;

const INTERFACE = {
  ...COMMON,
  avoid: 'Not where voids at the interface are thinner than two voxels: read it as an upper bound of contact, or use impedance.',
  estimator: 'normal-weighted-faces@1',
  bias: 'None on flat interfaces; within 3 % on curved ones from 8 voxels radius on. A void thinner than a voxel is not seen, so contact reads rather high. Cracks that lithium or a void from it has entered count as interface.',
} as const;

const CRACK = {
  ...COMMON,
  avoid:
    'Not for an electrolyte that is bent or tilted by more than a few layers, since it is taken as flat: turn the volume, or cut it into parts.',
  unit: 'length',
  params: [...PHASE_PARAMS, COLLECTOR_PARAM],
  estimator: 'inscribed-sphere@1',
  references: ['10.1046/j.1365-2818.1997.1340694.x', ...COMMON.references],
  needsSpacing: true,
  needsCollector: true,
  bias: 'Openings of an even number of voxels are exact, of an odd number one voxel high; mouths and ends of cracks read low. The electrolyte is taken as flat: bumps of a bent interface count as cracks.',
} as const;

const OPENING =
  'diameter of the largest ball inside lithium and void that covers the voxel, over the voxels of lithium and void between the median planes where the electrolyte begins and ends';
const PATCH = 'patches of voxel faces between the electrolyte and voids that touch lithium, joined where faces share an edge';

export const solidStateMetrics: readonly Metric[] = [
  {
    ...INTERFACE,
    id: 'solid_state.contact_fraction',
    title: 'Contact of lithium with the solid electrolyte',
    unit: '1',
    needsSpacing: false,
    definition:
      'area between lithium and electrolyte / (that area + area between the electrolyte and voids that touch lithium); voxel faces with the cosine to the smoothed normal',
    compute: overInterface(({ contact, lost }) => ({ value: contact / (contact + lost) })),
  },
  {
    ...INTERFACE,
    id: 'solid_state.void_patches',
    sampling: 'none',
    title: 'Void patches at the interface',
    unit: 'count',
    needsSpacing: false,
    definition: `number of ${PATCH}`,
    compute: overInterface(({ patches }) => ({ value: patches.length })),
  },
  {
    ...INTERFACE,
    id: 'solid_state.void_patch_area_mean',
    sampling: 'none',
    title: 'Void patches, mean area',
    unit: 'area',
    dimension: 3,
    needsSpacing: true,
    definition: `mean area of the ${PATCH}`,
    compute: overInterface(({ patches }) =>
      patches.length === 0 ? { value: null, reason: 'there is no void at the interface' } : { value: mean(patches) },
    ),
  },
  {
    ...INTERFACE,
    id: 'solid_state.void_patch_area_weighted_mean',
    sampling: 'none',
    title: 'Void patches, area-weighted mean',
    unit: 'area',
    dimension: 3,
    needsSpacing: true,
    definition: `mean area, weighted by area, of the ${PATCH}`,
    compute: overInterface(({ patches, lost }) =>
      patches.length === 0
        ? { value: null, reason: 'there is no void at the interface' }
        : { value: sum(patches.map((area) => area * area)) / lost },
    ),
  },
  {
    ...CRACK,
    id: 'solid_state.crack_opening_mean',
    title: 'Crack opening, mean',
    definition: `mean of the ${OPENING}`,
    compute: openings(mean),
  },
  {
    ...CRACK,
    id: 'solid_state.crack_opening_p95',
    title: 'Crack opening, 95th percentile',
    definition: `95th percentile of the ${OPENING}`,
    compute: openings((sorted) => percentile(sorted, 0.95)),
  },
  {
    ...CRACK,
    id: 'solid_state.filament_penetration',
    sampling: 'none',
    title: 'Penetration of lithium into the electrolyte',
    unit: '1',
    needsSpacing: false,
    estimator: 'filament-depth@1',
    references: COMMON.references,
    bias: 'Whole layers of an electrolyte taken as flat: half a layer high on average. Filaments thinner than a voxel are not seen: low.',
    definition:
      'deepest layer of lithium with a path of lithium (18 neighbours) to lithium in front of the electrolyte, from the median plane where the electrolyte begins / its thickness between the median planes',
    compute: penetration,
  },
];
