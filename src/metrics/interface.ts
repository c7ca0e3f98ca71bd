/** Area between two phases, and which share of a surface is in contact. */
import { faceArea, flatCroftonArea, tripleLength } from '../kernels/index.js';
import type { SurfaceTotals } from '../kernels/index.js';
import { faceGeometry } from '../volume/index.js';
import type { Vec3 } from '../volume/index.js';
import { labelCountsOf } from './label-counts.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { AXES, axisOf, booleanParam, BOX_FACES_PARAM, numbersParam } from './params.js';
import { AREA_BIAS, AREA_ESTIMATOR, AREA_REFERENCES, countSubjects, isSurface, surfaceOf } from './surface-context.js';
import { overSlabs } from './slabs.js';
import { tripleEdgesRequest } from '../workers/smooth-surface.request.js';
import { spacingOf } from './spacing.js';

const PHASES_PARAM: ParamSpec = { name: 'phases', type: 'phases', default: [1, 2], title: 'The two phases' };
const OF_PARAM: ParamSpec = {
  name: 'of',
  type: 'enum',
  default: 1,
  values: [0, 1, 2, 3, 4, 5, 6, 'cross-section'],
  title: 'What the interface is compared with: the surface of a label, or the cross-section of the box',
};
const AXIS_PARAM: ParamSpec = {
  name: 'axis',
  type: 'enum',
  values: AXES,
  title: 'Normal of the cross-section; default: away from the current collector, or z',
};

function pairOf(params: Params): readonly [number, number] {
  const [a = 1, b = 2] = numbersParam(params, 'phases') ?? [];
  return [a, b];
}

const outsideIn = (params: Params): 'zero' | 'edge' => (booleanParam(params, 'box_faces') ? 'zero' : 'edge');

/** What is counted between each two phases, in one pass, once per run. */
function totalsOf(
  context: MetricContext,
  pairs: readonly (readonly [number, number])[],
  params: Params,
): Promise<readonly SurfaceTotals[]> {
  const outside = outsideIn(params);
  return context.shared(`interface:${pairs.join(' ')}:${outside}`, () =>
    countSubjects(
      context.stack,
      pairs.map(([value, other]) => ({ value, other })),
      outside,
      context,
    ),
  );
}

/** Between the two phases asked for; undefined when they are the same. */
async function pairTotals(context: MetricContext, params: Params): Promise<SurfaceTotals | undefined> {
  const [a, b] = pairOf(params);
  if (a === b) return undefined;
  const [totals] = await totalsOf(context, [a < b ? [a, b] : [b, a]], params);
  return totals;
}

const SAME_PHASE: Measured = { value: null, reason: 'the two phases are the same' };

/** An area from what is counted between the two phases. */
function between(rule: (totals: SurfaceTotals, spacing: Vec3) => number): Metric['compute'] {
  return async (context, params) => {
    const totals = await pairTotals(context, params);
    return totals === undefined ? SAME_PHASE : { value: rule(totals, spacingOf(context)) };
  };
}

/** More labels than this are objects rather than phases. */
const MOST_PHASES = 16;

/** Areas between all phases that occur: "1|2", smaller label first; pairs that never touch are left out. */
async function allAreas(context: MetricContext, params: Params): Promise<Measured> {
  const counts = await labelCountsOf(context);
  const present = Array.from(counts.keys()).filter((label) => (counts[label] ?? 0) > 0);
  if (present.length > MOST_PHASES)
    return { value: null, reason: `${present.length} labels occur; pairs are made of up to ${MOST_PHASES}` };
  const pairs = present.flatMap((a, i) => present.slice(i + 1).map((b) => [a, b] as const));
  const totals = await totalsOf(context, pairs, params);
  const areas = pairs.map(([a, b], k) => [`${a}|${b}`, flatCroftonArea(totals[k] ?? NOTHING, spacingOf(context))] as const);
  return { value: Object.fromEntries(areas.filter(([, area]) => area > 0)) };
}

const NOTHING = { crossings: new Float64Array(13), flats: [0, 0, 0] } as const;

async function contactFraction(context: MetricContext, params: Params): Promise<Measured> {
  const totals = await pairTotals(context, params);
  if (totals === undefined) return SAME_PHASE;
  const spacing = spacingOf(context);
  const area = flatCroftonArea(totals, spacing);
  if (params['of'] === 'cross-section') return { value: area / crossSection(context, params) };
  const label = Number(params['of'] ?? 1);
  const whole = await surfaceOf(context, { phase: label }, outsideIn(params));
  if (!isSurface(whole)) return whole;
  const surface = flatCroftonArea(whole.totals, spacing);
  return surface === 0 ? { value: null, reason: `label ${label} has no surface inside the box (0/0)` } : { value: area / surface };
}

/** Length of the line where three phases meet. */
async function tripleLine(context: MetricContext, params: Params): Promise<number | null> {
  const [a = 1, b = 2, c = 3] = numbersParam(params, 'phases') ?? [];
  if (a === b || b === c || a === c) return null;
  const labels = [a, b, c].toSorted((p, q) => p - q) as [number, number, number];
  const edges = await context.shared(`triple edges ${labels.join(' ')}`, async () => {
    const parts = await overSlabs(
      context.stack,
      tripleEdgesRequest,
      (slab) => ({ ...slab, labels, shape: context.stack.shape }),
      context,
      1,
    );
    return [0, 1, 2].map((axis) => parts.reduce((sum, part) => sum + (part[axis] ?? 0), 0)) as [number, number, number];
  });
  return tripleLength(edges, spacingOf(context));
}

const NOT_THREE: Measured = { value: null, reason: 'the three phases are not different' };

function crossSection(context: MetricContext, params: Params): number {
  const { shape } = context.stack;
  const spacing = spacingOf(context);
  const collector = context.collectorFaces[0];
  const axis = params['axis'] === undefined ? (collector === undefined ? 0 : faceGeometry(collector).axis) : axisOf(params);
  return [0, 1, 2].filter((a) => a !== axis).reduce((area, a) => area * (shape[a] ?? 1) * (spacing[a] ?? 1), 1);
}

const INTERFACE = {
  avoid:
    'Not for phases under 4 voxels thick, nor where blur draws a false third phase along the interface: look at interface.areas for such a layer.',
  family: 'interface',
  unit: 'area',
  params: [PHASES_PARAM, BOX_FACES_PARAM],
  estimator: AREA_ESTIMATOR,
  bias: `${AREA_BIAS} Where a third phase meets the interface, pairs across edges and corners count too.`,
  references: AREA_REFERENCES,
  dimension: 3,
  needsSpacing: true,
  needsCollector: false,
  streams: true,
  standard: false,
} as const;

const TRIPLE = {
  ...INTERFACE,
  avoid:
    'Not for straight lines along the grid, nor phases of a single voxel thickness, where each step counts: turn the volume, or use a smaller voxel.',
  params: [{ ...PHASES_PARAM, default: [1, 2, 3], title: 'The three phases' }],
  estimator: 'lattice-edges@1',
  bias: 'Straight lines in any direction: none on average, spread 9 %; along the grid -33 %, along a space diagonal +15 %. Curved lines average over directions. Phases must be at least two voxels thick.',
  references: ['10.1016/j.jpowsour.2009.11.142'],
} as const;

export const interfaceMetrics: readonly Metric[] = [
  {
    ...INTERFACE,
    id: 'interface.area',
    title: 'Interface area',
    definition:
      'As the surface area, of changes from one phase straight to the other: half of surface of A plus surface of B minus surface of both together.',
    compute: between(flatCroftonArea),
  },
  {
    ...INTERFACE,
    id: 'interface.faces_area',
    avoid: 'Not as the area of a curved interface, of which it is half too much: use interface.area.',
    title: 'Interface area by voxel faces',
    estimator: 'voxel-faces@1',
    definition: 'Area of the voxel faces between the two phases.',
    bias: 'Exact for the staircase of voxels; a curved interface reads about 50 % high.',
    references: [],
    compute: between(faceArea),
  },
  {
    ...INTERFACE,
    id: 'interface.areas',
    avoid: 'Not for labels with noise, which gives each pair a little area: use interface.area of the pair that is meant.',
    title: 'Interface areas of all phases',
    params: [BOX_FACES_PARAM],
    definition: 'Interface area of each two labels that touch, as "a|b" with the smaller label first, in one pass.',
    compute: allAreas,
  },
  {
    ...TRIPLE,
    id: 'interface.triple_line',
    sampling: 'sum',
    title: 'Length of the triple-phase line',
    unit: 'length',
    definition: 'Edges of the voxel lattice whose four voxels hold all three phases, each with its length, times 2/3; inside the box.',
    compute: async (context, params) => {
      const value = await tripleLine(context, params);
      return value === null ? NOT_THREE : { value };
    },
  },
  {
    ...TRIPLE,
    id: 'interface.triple_line_per_volume',
    title: 'Triple-phase line per volume',
    unit: 'per-area',
    definition: 'Length of the triple-phase line over the volume of the box.',
    compute: async (context, params) => {
      const value = await tripleLine(context, params);
      const box = context.stack.shape.reduce((product, n, axis) => product * n * (spacingOf(context)[axis] ?? 1), 1);
      return value === null ? NOT_THREE : { value: value / box };
    },
  },
  {
    ...INTERFACE,
    id: 'interface.contact_fraction',
    title: 'Contact fraction',
    unit: '1',
    params: [...INTERFACE.params, OF_PARAM, AXIS_PARAM],
    definition: 'Interface area of the two phases over the surface of a label, or over the cross-section of the box.',
    needsSpacing: false,
    compute: contactFraction,
  },
];
