/** What lithium touches: the current collector where it is live, and SEI around each dead fragment. */
import type { CollectorContact, Connectivity, FragmentCover } from '../kernels/index.js';
import { faceGeometry, voxelCount } from '../volume/index.js';
import { collectorContactRequest, fragmentCoverRequest } from '../workers/contact.request.js';
import { layersAlong } from './amount.js';
import { fromIsolation, ISOLATION_PARAMS, isolationOf, isolationQuestion } from './isolation-context.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { COLLECTOR_PARAM, numberParam, optionalNumber, PHASE_PARAM, phaseOf, SEI_PARAM } from './params.js';
import { spacingOf, voxelVolumeOf } from './spacing.js';

const CONTACT_PARAMS = ISOLATION_PARAMS.filter(({ name }) => ['connectivity', 'collector_body_label'].includes(name));

async function contactOf(context: MetricContext, params: Params): Promise<CollectorContact> {
  const phase = phaseOf(params);
  const bodyLabel = optionalNumber(params, 'collector_body_label');
  if (bodyLabel === undefined) return faceContact(context, phase);
  const { data: labels, shape } = context.labels;
  const { collectorFaces, flatAxis } = context;
  const options = { phase, connectivity: numberParam(params, 'connectivity') as Connectivity, collectorFaces, bodyLabel, flatAxis };
  return context.shared(`collector-contact;${JSON.stringify(options)}`, () =>
    context.workers.run(collectorContactRequest, { labels, shape, spacing: spacingOf(context), options }, context.signal),
  );
}

/** The first layer above each collector face of the image. */
async function faceContact(context: MetricContext, phase: number): Promise<CollectorContact> {
  const { shape } = context.stack;
  const spacing = spacingOf(context);
  let contact = 0;
  let collector = 0;
  for (const face of context.collectorFaces) {
    const { axis, atEnd } = faceGeometry(face);
    const layers = await layersAlong(context, phase, axis);
    const voxelFace = voxelVolumeOf(context) / spacing[axis];
    contact += (layers.at(atEnd ? -1 : 0) ?? 0) * voxelFace;
    collector += (voxelCount(shape) / shape[axis]) * voxelFace;
  }
  return { contact, collector };
}

const noBody = (context: MetricContext, params: Params): Measured => ({
  value: null,
  reason: `no voxel of the collector body (label ${optionalNumber(params, 'collector_body_label')}) touches ${context.collectorFaces.join(' or ')}`,
});

function overCollector(rule: (contact: CollectorContact) => number): Metric['compute'] {
  return async (context, params) => {
    const contact = await contactOf(context, params);
    return contact.collector === 0 ? noBody(context, params) : { value: rule(contact) };
  };
}

const NO_DEAD: Measured = { value: null, reason: 'there is no dead lithium' };

/** A metric over the dead fragments. */
function overFragments(rule: (cover: FragmentCover) => Measured): Metric['compute'] {
  return async (context, params) => {
    const { dead } = await isolationOf(context, params);
    if (dead === 0) return fromIsolation(context, params, () => NO_DEAD);
    const { data: labels, shape } = context.labels;
    const options = { ...isolationQuestion(context, params), sei: numberParam(params, 'phase_sei') };
    const cover = await context.shared(`fragment-cover;${JSON.stringify(options)}`, () =>
      context.workers.run(fragmentCoverRequest, { labels, shape, spacing: spacingOf(context), options }, context.signal),
    );
    return cover.voxels.length === 0 ? NO_DEAD : rule(cover);
  };
}

/** Share of the surface of each fragment; a fragment without surface in the box does not occur, since it would touch a face. */
const shares = ({ surface, covered }: FragmentCover): number[] => Array.from(covered, (area, k) => area / (surface[k] ?? 1));

function weightedMean(values: readonly number[], weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.reduce((sum, value, k) => sum + value * (weights[k] ?? 0), 0) / total;
}

const CONTACT = {
  avoid:
    'Not on a collector that is tilted to the grid or rough, where voxel faces overstate its area: turn the volume first, or use interface.area between lithium and the collector label.',
  family: 'isolation',
  params: [PHASE_PARAM, COLLECTOR_PARAM, ...CONTACT_PARAMS],
  estimator: 'voxel-faces@1',
  bias: 'Exact for the staircase of voxels and on a flat collector along the grid; a slanted collector reads up to 1.7 times too large. A blurred layer between collector and lithium lowers the contact.',
  references: ['Xu et al. 2022, doi 10.1002/aenm.202200398'],
  dimension: 'any',
  needsCollector: true,
  streams: (params: Params) => params['collector_body_label'] === undefined,
  standard: false,
} as const;

const COVER = {
  ...CONTACT,
  avoid: 'Not for fragments of a few voxels, nor for SEI thinner than two voxels: use sei.coverage over the whole lithium surface.',
  unit: '1',
  params: [...ISOLATION_PARAMS, SEI_PARAM],
  estimator: 'fragment-cover@1',
  streams: false,
  dimension: 3,
  needsSpacing: false,
  bias: 'Exact for the staircase of voxels; the share is off where cover goes with orientation, since oblique surface counts up to 1.7 times too much. SEI thinner than a voxel is not seen: low.',
} as const;

export const contactMetrics: readonly Metric[] = [
  {
    ...CONTACT,
    id: 'isolation.collector_contact_area',
    title: 'Contact of lithium with the collector',
    unit: 'area',
    needsSpacing: true,
    dimension: 3,
    definition:
      'voxel faces of lithium on the collector faces of the image; with a collector body, voxel faces between lithium and the parts of the body that touch a collector face',
    compute: overCollector(({ contact }) => contact),
  },
  {
    ...CONTACT,
    id: 'isolation.collector_contact_share',
    title: 'Share of the collector under lithium',
    unit: '1',
    needsSpacing: false,
    definition:
      'contact of lithium with the collector / area of the collector faces, or of the voxel faces of the collector body towards anything else',
    compute: overCollector(({ contact, collector }) => contact / collector),
  },
  {
    ...COVER,
    id: 'isolation.dead_encapsulation_mean',
    title: 'SEI around dead fragments, mean',
    definition: 'voxel faces towards SEI / voxel faces of each dead fragment, mean over the fragments',
    compute: overFragments((cover) => ({
      value: weightedMean(
        shares(cover),
        cover.voxels.map(() => 1),
      ),
    })),
  },
  {
    ...COVER,
    id: 'isolation.dead_encapsulation_by_volume',
    title: 'SEI around dead fragments, by volume',
    definition: 'voxel faces towards SEI / voxel faces of each dead fragment, mean over the fragments weighted by their volume',
    compute: overFragments((cover) => ({ value: weightedMean(shares(cover), cover.voxels) })),
  },
  {
    ...COVER,
    id: 'isolation.bare_dead_fragments',
    sampling: 'none',
    title: 'Dead fragments without SEI',
    unit: 'count',
    definition: 'dead fragments of which no voxel face touches SEI',
    compute: overFragments(({ covered }) => ({ value: covered.reduce((count, area) => (area === 0 ? count + 1 : count), 0) })),
  },
];
