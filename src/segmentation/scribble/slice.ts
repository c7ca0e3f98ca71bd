/**
 * One slice through the classifier, for the eye: its features are computed once and kept, so that after one more stroke
 * only the forest is asked again.
 */
import { InvalidInputError } from '../../base/index.js';
import { forestRowsRequest, pixelTableRequest } from '../../workers/scribble.request.js';
import { readSlab } from '../slab.js';
import type { TileUnit } from '../tiling.js';
import { boxInVolume, boxVoxels, viewStrides, type Box } from '../view.js';
import { placeRows, sharedJudge } from './apply.js';
import { canSnap, snapFlat } from './flat-borders.js';
import { requireFeatures, type ScribbleClassifier } from './classifier.js';
import type { ScribbleSetup } from './prepare.js';
import { shared } from './surroundings.js';
import { unitBoxes } from './unit-boxes.js';

export type SliceAxis = 'z' | 'y' | 'x';

interface SlicePart {
  readonly unit: TileUnit;
  readonly boxes: readonly { readonly box: Box; readonly samples: Float32Array }[];
}

/** Features of slices by "axis index", oldest first. */
export type SliceTables = Map<string, readonly SlicePart[]>;

/** slices that are kept; each takes some 300 bytes per pixel */
const KEPT = 2;

/** The same set-up for another call. */
export function withSignal(setup: ScribbleSetup, signal: AbortSignal | undefined): ScribbleSetup {
  return { ...setup, image: { ...setup.image, signal }, units: setup.units === null ? null : { ...setup.units, signal } };
}

/** Gets the features of a slice ready. */
export async function sliceTables(
  setup: ScribbleSetup,
  tables: SliceTables,
  axis: SliceAxis,
  index: number,
): Promise<readonly SlicePart[]> {
  const key = `${axis} ${index}`;
  const known = tables.get(key);
  if (known !== undefined) {
    tables.delete(key);
    tables.set(key, known);
    return known;
  }
  const parts: SlicePart[] = [];
  for (const unit of sliceUnits(setup, axis, index)) parts.push(await computePart(setup, unit));
  tables.set(key, parts);
  for (const oldest of tables.keys()) {
    if (tables.size <= KEPT) break;
    tables.delete(oldest);
  }
  return parts;
}

async function computePart(setup: ScribbleSetup, unit: TileUnit): Promise<SlicePart> {
  const { workers, signal, source } = setup.image;
  const { start, end } = setup.planes(unit);
  const slab = await readSlab(source, setup.view, start, end, signal);
  const { boxes, input } = await unitBoxes(setup, slab, unit);
  return {
    unit,
    boxes: await Promise.all(
      boxes.map(async (box) => ({ box, samples: shared(workers, await workers.run(pixelTableRequest, input(box), signal)) })),
    ),
  };
}

/** The parts of the units that lie in the slice. A network of slices can give one of its own slices, not a cut through many. */
function sliceUnits({ shape, view, plan, image }: ScribbleSetup, axis: SliceAxis, index: number): readonly TileUnit[] {
  const volumeAxis = axis === 'z' ? 0 : axis === 'y' ? 1 : 2;
  const length = shape[volumeAxis];
  if (index < 0 || index >= length)
    throw new InvalidInputError(`There is no slice ${index} along ${axis}; the image has ${length}.`, { code: 'no-such-slice' });
  const along = view.axes.indexOf(volumeAxis) as 0 | 1 | 2;
  const at = view.flipped[along] ? length - 1 - index : index;
  if (image.network !== null && along !== 0) {
    const own = ['z', 'y', 'x'][view.axes[0]] ?? 'z';
    throw new InvalidInputError(
      `The network ${image.network.model.id} sees slices along ${own}: preview such a slice, or preview without a network.`,
      { code: 'wrong-slice-axis', subject: axis },
    );
  }
  return plan.units.flatMap((unit) => {
    if (at < unit.start[along] || at >= unit.end[along]) return [];
    const place = <T extends readonly [number, number, number]>(list: T, value: number): [number, number, number] => {
      const out: [number, number, number] = [...list];
      out[along] = value;
      return out;
    };
    return [{ start: place(unit.start, at), end: place(unit.end, at + 1), origin: along === 0 ? place(unit.origin, at) : unit.origin }];
  });
}

/** Phase of every pixel, rows and columns being the remaining axes in z, y, x order. */
export async function labelSlice(
  setup: ScribbleSetup,
  classifier: ScribbleClassifier,
  tables: SliceTables,
  axis: SliceAxis,
  index: number,
): Promise<Uint8Array> {
  const { workers, signal } = setup.image;
  requireFeatures(classifier, setup.features, setup.image.network?.model ?? null);
  const parts = await sliceTables(setup, tables, axis, index);
  const judge = sharedJudge(setup, classifier);
  const volumeAxis = axis === 'z' ? 0 : axis === 'y' ? 1 : 2;
  const out = new Uint8Array(setup.shape.reduce((product, n, a) => product * (a === volumeAxis ? 1 : n), 1));
  const table = Uint8Array.from([0, ...classifier.phases]);
  const whole = { start: [0, 0, 0], end: [...setup.shape] } as { start: [number, number, number]; end: [number, number, number] };
  whole.start[volumeAxis] = index;
  whole.end[volumeAxis] = index + 1;
  await Promise.all(
    parts.map(async ({ unit, boxes }) => {
      const planes = new Uint8Array(boxVoxels(unit) * (judge.forest.classes + 1));
      await Promise.all(
        boxes.map(async ({ box, samples }) =>
          placeRows(await workers.run(forestRowsRequest, { samples, ...judge }, signal), judge.forest.classes, box, unit, planes),
        ),
      );
      copyUnit(setup, unit, planes, table, whole, out);
    }),
  );
  // phases name the classes one to one, so borders between them are those between classes
  return canSnap(setup) && axis === 'z' ? snapFlat(setup, out) : out;
}

/** Classes of a unit to their place in the slice, as phases. */
function copyUnit({ view }: ScribbleSetup, unit: TileUnit, classes: Uint8Array, table: Uint8Array, slice: Box, out: Uint8Array): void {
  const { start } = boxInVolume(view, unit);
  if (start.some((a, axis) => a < (slice.start[axis] ?? 0) || a >= (slice.end[axis] ?? 0)))
    throw new RangeError('a unit lies outside its slice');
  const { base, step } = viewStrides(view, slice);
  let i = 0;
  for (let z = unit.start[0]; z < unit.end[0]; z++)
    for (let y = unit.start[1]; y < unit.end[1]; y++)
      for (let x = unit.start[2]; x < unit.end[2]; x++) out[base + z * step[0] + y * step[1] + x * step[2]] = table[classes[i++] ?? 0] ?? 0;
}
