/** Box counting and the fractal dimension, which means nothing without its range of scales. Kernel: box-counts.ts. */
import { mergeBoxes } from '../kernels/index.js';
import { voxelCount } from '../volume/index.js';
import type { LabelStack, Shape3 } from '../volume/index.js';
import { boxCountsRequest } from '../workers/box-counts.request.js';
import { EMPTY_PHASE } from './body.js';
import { massRadiusMetrics } from './mass-radius.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { numbersParam, PHASE_PARAM, phaseOf } from './params.js';
import { DECADE, LEAST_FIT, powerLaw, powersOfTwo, scaleNote } from './power-law.js';
import { overSlabs } from './slabs.js';
import type { SlabPorts } from './slabs.js';
import { labelCountsOf } from './label-counts.js';

/** A mask this full is the background of something: its boxes count the image, not the structure. */
const FULLEST = 0.95;

/** Sizes asked for, or powers of two up to half the shortest edge of the image. */
function sizesOf(shape: Shape3, params: Params): readonly number[] {
  const given = numbersParam(params, 'boxes');
  if (given !== undefined) return given;
  const long = shape.filter((n) => n > 1);
  return powersOfTwo(long.length === 0 ? 1 : Math.min(...long) / 2);
}

const validSizes = (sizes: readonly number[]): boolean => sizes.every((size) => Number.isInteger(size) && size >= 1);
const BAD_SIZES: Measured = { value: null, reason: 'box sizes must be whole numbers of voxels from 1' };

/** Occupied boxes of each size in a whole stack. */
export async function boxCountsOf(stack: LabelStack, value: number, sizes: readonly number[], ports: SlabPorts): Promise<number[]> {
  const { shape } = stack;
  const slabs = await overSlabs(
    stack,
    boxCountsRequest,
    ({ planes: { data }, first }) => ({ labels: data, value, first, shape, sizes }),
    ports,
  );
  return mergeBoxes(slabs);
}

function boxes(context: MetricContext, params: Params, sizes: readonly number[]): Promise<number[]> {
  const phase = phaseOf(params);
  return context.shared(`boxes:${phase}:${sizes.join(',')}`, () => boxCountsOf(context.stack, phase, sizes, context));
}

async function counts(context: MetricContext, params: Params): Promise<Measured> {
  const sizes = sizesOf(context.stack.shape, params);
  return validSizes(sizes) ? { value: await boxes(context, params, sizes) } : BAD_SIZES;
}

async function dimension(context: MetricContext, params: Params): Promise<Measured> {
  const { shape } = context.stack;
  const voxels = (await labelCountsOf(context))[phaseOf(params)] ?? 0;
  if (voxels === 0) return EMPTY_PHASE;
  if (voxels === 1) return { value: null, reason: 'one voxel: no scale range' };
  if (voxels >= FULLEST * voxelCount(shape)) return { value: null, reason: 'mask is full or nearly so: inverted or meaningless' };
  const sizes = sizesOf(shape, params);
  if (!validSizes(sizes)) return BAD_SIZES;
  if (Math.max(...sizes) < DECADE * Math.min(...sizes))
    return { value: null, reason: `the boxes, ${Math.min(...sizes)} to ${Math.max(...sizes)} voxels, span less than a decade of scales` };
  const line = powerLaw(sizes, await boxes(context, params, sizes));
  const note = scaleNote(`boxes of ${Math.min(...sizes)} to ${Math.max(...sizes)} voxels`, line);
  if (line.fit < LEAST_FIT) return { value: null, reason: `log N over log s is no straight line: ${note}` };
  return { value: -line.slope, note };
}

const FRACTAL = {
  family: 'fractal',
  params: [PHASE_PARAM, { name: 'boxes', type: 'numbers', title: 'Edges of the boxes in voxels; default: powers of two' }],
  estimator: 'box-count@2',
  references: ['10.1016/0375-9601(89)90854-2'],
  dimension: 'any',
  needsSpacing: false,
  needsCollector: false,
  streams: true,
  sampling: 'none',
  standard: false,
} as const;

export const fractalMetrics: readonly Metric[] = [
  {
    ...FRACTAL,
    id: 'fractal.box_counts',
    avoid: 'Not as a dimension from two of its numbers: use fractal.dimension, which asks for a decade and a straight line.',
    title: 'Occupied boxes',
    unit: 'count',
    definition:
      'Number of boxes of each size, laid out from the origin, that hold a voxel of the phase; boxes over the edge are filled with background.',
    bias: 'None: an exact count.',
    compute: counts,
  },
  {
    ...FRACTAL,
    id: 'fractal.dimension',
    title: 'Box-counting dimension',
    avoid:
      'Not for solid bodies or smooth surfaces, whose slopes drift from scale to scale: see the local slopes in the note; use the specific surface or local thickness.',
    unit: '1',
    definition:
      'Minus the least-squares slope of log N over log s of the box counts; refused under a decade of box sizes, where the fit explains less than 95 % of the variance, and for a mask that fills more than 95 % of the image.',
    bias: 'Meaningless without the range of scales and constant local slopes: a solid ball reads 2.5 to 2.7.',
    compute: dimension,
  },
  ...massRadiusMetrics,
];
