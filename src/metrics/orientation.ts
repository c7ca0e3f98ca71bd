/**
 * How the boundary of a phase is turned: mean intercept lengths, the tensor of its normals, and how upright it stands. All from one count
 * of the crossings with lines in 49 directions. Kernels: direction-pairs.ts, orientation.ts.
 */
import { crossings, interceptFabric, latticeSteps, normalTensor, stepsReach, symmetricEigen } from '../kernels/index.js';
import type { DirectionCrossings, Eigen } from '../kernels/index.js';
import { faceGeometry } from '../volume/index.js';
import type { LabelStack } from '../volume/index.js';
import { stepPairsRequest } from '../workers/step-pairs.request.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { COLLECTOR_PARAM, PHASE_PARAM, phaseOf } from './params.js';
import { overSlabs } from './slabs.js';
import type { SlabPorts } from './slabs.js';
import { spacingOf } from './spacing.js';

/** Crossings of the boundary of a phase with lines in every direction. */
export async function crossingsOf(stack: LabelStack, value: number, ports: SlabPorts): Promise<DirectionCrossings[]> {
  const { shape } = stack;
  const [nz, ny, nx] = shape;
  const spacing = spacingOf({ stack });
  const steps = latticeSteps(spacing);
  const halo = Math.min(nz, stepsReach(steps));
  const slabs = await overSlabs(
    stack,
    stepPairsRequest,
    ({ planes, first, end }) => ({ labels: planes.data, value, ny, nx, first: first - planes.first, end: end - planes.first, steps }),
    ports,
    halo,
  );
  const total = new Float64Array(2 * steps.length);
  for (const slab of slabs) slab.forEach((count, k) => (total[k] = (total[k] ?? 0) + count));
  return crossings(total, steps, shape, spacing);
}

const NO_BOUNDARY: Measured = { value: null, reason: 'the phase has no boundary inside the box' };
const TOO_FLAT: Measured = { value: null, reason: 'the box is too thin for lines in all directions' };

/** A rule on the crossings per direction. */
function onLines(rule: (lines: readonly DirectionCrossings[], context: MetricContext) => Measured): Metric['compute'] {
  return async (context: MetricContext, params: Params) => {
    const phase = phaseOf(params);
    const lines = await context.shared(`crossings:${phase}`, () => crossingsOf(context.stack, phase, context));
    return lines.some(({ density }) => density > 0) ? rule(lines, context) : NO_BOUNDARY;
  };
}

/** Steepest direction first: the eigenvalues are 1 / length^2; below this share of the largest, rounding decides. */
const FLATTEST = 1e-9;

const onFabric = (rule: (fabric: Eigen) => Measured): Metric['compute'] =>
  onLines((lines) => {
    const fabric = interceptFabric(lines);
    return fabric === undefined ? TOO_FLAT : rule(fabric);
  });

function interceptLengths({ values }: Eigen): Measured {
  const [largest = 0, , least = 0] = values;
  if (least <= FLATTEST * largest)
    return { value: null, reason: 'chords along one direction do not end inside the box: there is no mean length' };
  return { value: values.map((value) => 1 / Math.sqrt(value)) };
}

function interceptAnisotropy({ values }: Eigen): Measured {
  const [largest = 0, , least = 0] = values;
  return { value: 1 - Math.sqrt(Math.max(0, least) / largest) };
}

const onNormals = (rule: (tensor: readonly (readonly number[])[], context: MetricContext) => Measured): Metric['compute'] =>
  onLines((lines, context) => {
    const tensor = normalTensor(lines);
    return tensor === undefined ? TOO_FLAT : rule(tensor, context);
  });

function columnarity(tensor: readonly (readonly number[])[], { collectorFaces }: MetricContext): Measured {
  const face = collectorFaces[0];
  if (face === undefined) return { value: null, reason: 'no collector face is given' };
  const { axis } = faceGeometry(face);
  const value = 1 - 2 * (tensor[axis]?.[axis] ?? 0);
  return value < 0 ? { value, note: 'below 0: sheets along the collector rather than columns' } : { value };
}

const ORIENTATION = {
  family: 'orientation',
  unit: '1',
  params: [PHASE_PARAM],
  dimension: 3,
  needsSpacing: true,
  needsCollector: false,
  streams: true,
  standard: false,
} as const;

const FABRIC = {
  ...ORIENTATION,
  avoid:
    'Not for parts thinner than 3 voxels, which its lines miss, nor fewer than some ten features across the box: use orientation.normal_tensor.',
  estimator: 'intercepts-49@1',
  bias: 'Lines test voxel centres, so that parts thinner than a step (at most 3 of the longest voxel edge) are missed and lengths read long by about the share of such parts; flat-sided bodies are no ellipsoids, and the fit evens them out: a cube reads none and a length 4 % above 4 V / S.',
  references: ['10.1007/BF00540446'],
} as const;

const NORMALS = {
  ...ORIENTATION,
  avoid: 'Not for cubes and other bodies of few flat faces along the grid: use surface.faces_along_axis, which is exact there.',
  estimator: 'crossings-49@1',
  bias: 'None for smooth boundaries of many directions; harmonics above degree 4 leak in where all normals are parallel: flat sheets read zz within 0.06 of the truth, upright pillars a columnarity within 0.05.',
  references: ['10.1016/0020-7225(84)90090-9'],
} as const;

export const orientationMetrics: readonly Metric[] = [
  {
    ...FABRIC,
    id: 'orientation.intercept_lengths',
    title: 'Principal mean intercept lengths',
    unit: 'length',
    definition:
      'Semi-axes of the ellipsoid fitted to the mean chord lengths of the phase in 49 directions (1 / L^2 = u M u), shortest first; ends of chords at the box are no ends.',
    compute: onFabric(interceptLengths),
  },
  {
    ...FABRIC,
    id: 'orientation.intercept_anisotropy',
    title: 'Degree of anisotropy',
    definition: '1 minus shortest over longest principal mean intercept length: 0 the same in all directions, 1 endless along one.',
    compute: onFabric(interceptAnisotropy),
  },
  {
    ...NORMALS,
    id: 'orientation.normal_tensor',
    title: 'Orientation of the boundary',
    definition: 'Area-weighted mean of n n over the phase boundary inside the box, n the unit normal: zz, yy, xx, zy, zx, yx; trace 1.',
    compute: onNormals(([z, y, x]) => {
      const tensor = { zz: z?.[0] ?? 0, yy: y?.[1] ?? 0, xx: x?.[2] ?? 0, zy: z?.[1] ?? 0, zx: z?.[2] ?? 0, yx: y?.[2] ?? 0 };
      return { value: tensor };
    }),
  },
  {
    ...NORMALS,
    id: 'orientation.boundary_anisotropy',
    title: 'Anisotropy of the boundary',
    definition:
      'Largest minus smallest eigenvalue of the tensor <n n> of the boundary: 0 all directions alike, 1/2 parallel fibres, 1 flat sheets.',
    compute: onNormals((tensor) => {
      const { values } = symmetricEigen(tensor);
      return { value: (values[0] ?? 0) - (values[2] ?? 0) };
    }),
  },
  {
    ...NORMALS,
    id: 'orientation.columnarity',
    signed: true,
    title: 'Columnarity',
    avoid: 'Not for flat sheets or facets, which it takes for crossed fibres: see the tensor of the normals.',
    params: [PHASE_PARAM, COLLECTOR_PARAM],
    needsCollector: true,
    definition:
      '1 - 2 <n_g^2> with n_g the part of the boundary normal along the growth axis: the mean of cos^2 between the axes of round fibres and the growth axis. Upright pillars 1, no direction 1/3, fibres in the plane 0, sheets along the collector down to -1.',
    compute: onNormals(columnarity),
  },
];
