/**
 * Error of the field of view: the image is one sample of the electrode. The same is measured in equal parts of the box, and their scatter
 * over the square root of their number is the standard error of the whole; Student's t for so few parts makes it an interval of 95 %. What the
 * cut faces of the parts change (chords, pieces), the faces of the box have changed by as much again: the bounds reach beyond the value by it.
 * Parts are cut along every axis, or only across the direction of growth where a collector is named, since layers above a collector are no
 * samples of each other. Sign: too small when the structure is correlated over more than a part, as parts are then no independent samples.
 */
import { cropBox } from '../../kernels/index.js';
import { faceGeometry, voxelCount } from '../../volume/index.js';
import type { LabelVolume, Shape3 } from '../../volume/index.js';
import type { MeasureResult } from '../engine-types.js';
import { measure } from '../engine.js';
import { mean, scatter } from '../samples.js';
import { factorOfMean } from './confidence.js';
import { sampling } from './sampling.js';
import { numberOf, onLabels } from './source.js';
import type { Bounds, BudgetRun, ErrorSource } from './source.js';

/** Voxels that a part needs along an axis that is cut. */
const LEAST = 16;
/** Parts that must give a number. */
const ENOUGH = 4;

interface Part {
  readonly start: Shape3;
  readonly size: Shape3;
}

/** Halves along each axis that may be cut and is long enough, in every combination. */
export function partsOf(shape: Shape3, uncut: ReadonlySet<number>): readonly Part[] {
  let parts: Part[] = [{ start: [0, 0, 0], size: shape }];
  for (const axis of [0, 1, 2] as const) {
    const n = shape[axis];
    if (uncut.has(axis) || n < 2 * LEAST) continue;
    const half = n >> 1;
    // an odd axis loses its last plane, so that parts are equal
    parts = parts.flatMap(({ start, size }) =>
      [0, half].map((first): Part => ({ start: replaced(start, axis, first), size: replaced(size, axis, half) })),
    );
  }
  return parts;
}

function replaced(vector: Shape3, axis: number, value: number): Shape3 {
  return vector.map((old, a) => (a === axis ? value : old)) as unknown as Shape3;
}

export const fieldOfViewError: ErrorSource = {
  id: 'field-of-view',
  title: 'Field of view',
  method:
    "standard error over equal parts of the box (Student's t, 95 %), and what their cut faces change; across the direction of growth only, where a collector is named",
  async bounds(run) {
    const chosen = run.results.flatMap((result, k) => {
      const placed = Object.hasOwn(result.params, 'seed_voxel_zyx') || Object.hasOwn(result.params, 'voxel_zyx');
      return sampling(result.metric) !== 'none' && numberOf(result) !== undefined && !placed ? [k] : [];
    });
    const growth = new Set((run.input.collectorFaces ?? []).map((face) => faceGeometry(face).axis));
    const { shape } = run.input.labels;
    const parts = partsOf(shape, growth);
    // odd axes lose a plane
    const whole = parts[0] === undefined ? 1 : voxelCount(shape) / voxelCount(parts[0].size);
    const values = await valuesOfParts(run, chosen, parts);
    const found: (Bounds | undefined)[] = run.results.map(() => undefined);
    chosen.forEach(
      (k, i) =>
        (found[k] = intervalOf(
          run.results[k],
          values.map((part) => part[i]),
          whole,
        )),
    );
    return found;
  },
};

/** Values of the chosen requests in every part. */
async function valuesOfParts(
  { requests, input, ports }: BudgetRun,
  chosen: readonly number[],
  parts: readonly Part[],
): Promise<unknown[][]> {
  if (parts.length < ENOUGH) return [];
  const asked = chosen.flatMap((k) => requests[k] ?? []);
  const values: unknown[][] = [];
  for (const part of parts) {
    const { results } = await measure(asked, onLabels(input, cropped(input.labels, part)), ports);
    values.push(results.map((result) => result.value));
  }
  return values;
}

function cropped(labels: LabelVolume, { start, size }: Part): Partial<LabelVolume> {
  return { data: cropBox(labels.data, labels.shape, start, size) as Uint8Array, shape: size };
}

/** `whole`: what the sum of a part is multiplied with. */
function intervalOf(result: MeasureResult | undefined, parts: readonly unknown[], whole: number): Bounds | undefined {
  const value = result === undefined ? undefined : numberOf(result);
  const numbers = parts.filter((part) => typeof part === 'number');
  if (result === undefined || value === undefined || numbers.length < ENOUGH || numbers.length < parts.length) return undefined;
  // what is nowhere in the box may still be elsewhere: how much, parts cannot say
  if (value === 0 && numbers.every((number) => number === 0)) return undefined;
  const scale = sampling(result.metric) === 'sum' ? whole : 1;
  const half = (factorOfMean(numbers.length) * scale * scatter(numbers)) / Math.sqrt(numbers.length);
  const cut = value - scale * mean(numbers);
  return [value + Math.min(0, cut) - half, value + Math.max(0, cut) + half];
}
