/** Mass-radius dimension: how the mass of a structure grows with the radius around its centre. Kernel: mass-radius.ts. */
import { centroidOf, farthest, massWithin } from '../kernels/index.js';
import type { Vec3 } from '../volume/index.js';
import { bodyOf, EMPTY_PHASE, isBody } from './body.js';
import type { Body } from './body.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { numbersParam, PHASE_PARAM } from './params.js';
import { DECADE, LEAST_FIT, powerLaw, scaleNote } from './power-law.js';

/** Half voxels let a line of k voxels on both sides weigh what its length says. */
const radius = (k: number, edge: number): number => (Math.round(2 * 2 ** (k / 2)) + 0.5) * edge;

/** Radii from 2.5 of the longest voxel edge up, each about sqrt(2) times the last, and the last at the first box face or the end of the structure. */
function radiiOf(body: Body, centre: Vec3): number[] {
  const { shape, spacing } = body;
  const real = ([0, 1, 2] as const).filter((axis) => shape[axis] > 1);
  const edge = Math.max(...real.map((axis) => spacing[axis]));
  const wall = Math.min(...real.map((axis) => Math.min(centre[axis], shape[axis] * spacing[axis] - centre[axis])));
  const end = Math.min(wall, farthest(body.data, body.value, shape, spacing, centre)) + edge / 2;
  const radii: number[] = [];
  for (let k = 0; radius(k, edge) < 0.95 * end; k++) radii.push(radius(k, edge));
  radii.push(end);
  return radii;
}

async function dimension(context: MetricContext, params: Params): Promise<Measured> {
  const body = await bodyOf(context, { phase: params['phase'] });
  if (!isBody(body)) return body;
  const { data, value, shape, spacing, voxels } = body;
  if (voxels === 0) return EMPTY_PHASE;
  if (voxels === 1) return { value: null, reason: 'one voxel: no scale range' };
  const voxel = numbersParam(params, 'centre_voxel_zyx');
  const at = (axis: 0 | 1 | 2): number => ((voxel?.[axis] ?? 0) + 0.5) * spacing[axis];
  const centre: Vec3 = voxel === undefined ? centroidOf(data, value, shape, spacing) : [at(0), at(1), at(2)];
  const radii = radiiOf(body, centre);
  const [first = 0, last = 0] = [radii[0], radii.at(-1)];
  if (last < DECADE * first || radii.length < 2)
    return { value: null, reason: 'the radii that fit between the centre and the box or the end of the structure span less than a decade' };
  const masses = massWithin(data, value, shape, spacing, centre, radii);
  if (masses[0] === 0) return { value: null, reason: 'nothing of the phase lies near the centre: name a centre on the structure' };
  const law = powerLaw(radii, masses);
  const edge = Math.min(...spacing);
  const note = scaleNote(`radii of ${(first / edge).toFixed(1)} to ${(last / edge).toFixed(1)} shortest voxel edges`, law);
  if (law.fit < LEAST_FIT) return { value: null, reason: `log M over log r is no straight line: ${note}` };
  return { value: law.slope, note };
}

export const massRadiusMetrics: readonly Metric[] = [
  {
    id: 'fractal.mass_radius_dimension',
    title: 'Mass-radius dimension',
    avoid: 'Not for layers or many separate pieces, which have no centre to grow from: use the box-counting dimension.',
    family: 'fractal',
    unit: '1',
    params: [
      PHASE_PARAM,
      { name: 'centre_voxel_zyx', type: 'voxel', title: 'Centre of the balls, such as the foot of a dendrite; default: the centroid' },
    ],
    estimator: 'mass-radius@1',
    definition:
      'Least-squares slope of log M over log r: M the voxels of the phase within r of the centre, r from 2.5 voxel edges by factors of sqrt(2) up to the first box face or the end of the structure; refused under a decade or where the fit explains less than 95 %.',
    bias: 'Solid bodies read within 0.08 of their dimension (line 1, disc 2, ball 3). The end of a ragged structure flattens the curve and reads low; it depends on the centre.',
    references: ['10.1103/PhysRevLett.47.1400'],
    dimension: 'any',
    needsSpacing: false,
    needsCollector: false,
    sampling: 'none',
    standard: false,
    compute: dimension,
  },
];
