/** A classifier over a whole volume, tile by tile: finished tiles are kept, labels and probabilities come out as from a network. */
import { checkAborted, InvalidInputError } from '../../base/index.js';
import type { Clock } from '../../ports/index.js';
import { PHASES, type Shape3 } from '../../volume/index.js';
import { forestBoxRequest } from '../../workers/scribble.request.js';
import { TileReader } from '../assemble.js';
import type { SegmentProgress } from '../segment-volume.js';
import type { Slab } from '../slab.js';
import type { TileStores } from '../tile-store.js';
import { visibleFirst, type TileUnit } from '../tiling.js';
import { boxInView, boxVoxels, type Box } from '../view.js';
import { runTiles } from '../run-tiles.js';
import { encodeClassifier, requireFeatures, type ScribbleClassifier } from './classifier.js';
import type { ScribbleSetup } from './prepare.js';
import { canSnap, snapFlat } from './flat-borders.js';
import { shared } from './surroundings.js';
import { unitBoxes } from './unit-boxes.js';

export interface ScribbleRun {
  readonly classifier: ScribbleClassifier;
  readonly tiles: TileStores;
  readonly clock: Clock;
  /** z of the slice on screen */
  readonly visibleSlice?: number | undefined;
  readonly writeLabels: (z0: number, labels: Uint8Array) => Promise<void>;
  readonly onProgress?: ((progress: SegmentProgress) => void) | undefined;
}

export interface ScribbleResult {
  readonly runKey: string;
  readonly shape: Shape3;
  /** phase of each class */
  readonly phaseIds: readonly number[];
  /** names of the classes, those of their phases */
  readonly classes: readonly string[];
  readonly classToPhase: Readonly<Record<string, number>>;
  /** voxels per phase id that occurs */
  readonly phases: Readonly<Record<string, number>>;
  readonly inferenceSeconds: number;
  readonly voxelsPerSecond: number;
  readonly tiles: { readonly total: number; readonly reused: number };
  /** probability of a class as 0..255, volume planes [z0, z1); valid while the tiles are kept */
  readProbability(classIndex: number, z0: number, z1: number): Promise<Uint8Array>;
}

export async function applyScribbles(setup: ScribbleSetup, run: ScribbleRun): Promise<ScribbleResult> {
  const { classifier, clock } = run;
  const { image, view, plan, shape, slabBytes } = setup;
  requireFeatures(classifier, setup.features, image.network?.model ?? null);
  const runKey = keyOf(setup, classifier);
  const store = await run.tiles(runKey);
  const judge = sharedJudge(setup, classifier);
  const counts = await runTiles({
    source: image.source, view, plan, store, slabBytes, clock, signal: image.signal,
    planes: setup.planes,
    runUnit: (slab, unit) => classifyUnit(setup, judge, slab, unit),
    order: visibleFirst(plan, visible(setup, run.visibleSlice)),
    concurrency: image.workers.threads,
    onTile: (done, total, reused, pace) => run.onProgress?.({ done, total, what: 'tiles', reused, ...pace }),
  }); // prettier-ignore
  const reader = new TileReader(store, plan, view, shape, classifier.phases.length);
  const moved = canSnap(setup) ? await movedPixels(setup, reader) : null;
  const phases = await labelPass(setup, reader, moved, run);
  const classes = classifier.phases.map((id) => PHASES[id]?.name ?? String(id));
  return {
    runKey,
    shape,
    phaseIds: classifier.phases,
    classes,
    classToPhase: Object.fromEntries(classes.map((name, c) => [name, classifier.phases[c] ?? 0])),
    phases: Object.fromEntries(PHASES.flatMap(({ id }) => ((phases[id] ?? 0) > 0 ? [[String(id), phases[id] ?? 0]] : []))),
    inferenceSeconds: counts.inferenceSeconds,
    voxelsPerSecond: counts.inferredVoxels === 0 ? 0 : counts.inferredVoxels / Math.max(1e-3, counts.inferenceSeconds),
    tiles: { total: counts.total, reused: counts.reused },
    readProbability: (classIndex, z0, z1) => {
      if (classes[classIndex] === undefined || z0 < 0 || z1 > shape[0] || z0 >= z1)
        throw new InvalidInputError(
          `There is no probability of class ${classIndex} in planes ${z0} to ${z1}; ask for one of ${classes.length} classes and ${shape[0]} planes.`,
        );
      return moved === null ? reader.read(classIndex + 1, z0, z1) : swapped(reader, moved, classIndex + 1);
    },
  };
}

/** Pixels of a flat image that a border passed over. */
interface Moved {
  readonly pixels: Uint32Array;
  /** class + 1, as the forest said and as it is now */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

async function movedPixels(setup: ScribbleSetup, reader: TileReader): Promise<Moved> {
  const before = await reader.read(0, 0, 1);
  const after = await snapFlat(setup, before);
  const pixels = Uint32Array.from(before.keys()).filter((i) => after[i] !== before[i]);
  return { pixels, before: Uint8Array.from(pixels, (i) => before[i] ?? 0), after: Uint8Array.from(pixels, (i) => after[i] ?? 0) };
}

/** Where a border passed over a pixel, its two classes have changed places. */
async function swapped(reader: TileReader, { pixels, before, after }: Moved, own: number): Promise<Uint8Array> {
  const out = (await reader.read(own, 0, 1)).slice();
  const partners = new Set<number>();
  pixels.forEach((_, k) => {
    if (before[k] === own) partners.add(after[k] ?? 0);
    if (after[k] === own) partners.add(before[k] ?? 0);
  });
  for (const partner of partners) {
    const other = await reader.read(partner, 0, 1);
    pixels.forEach((i, k) => {
      if ((before[k] === own && after[k] === partner) || (after[k] === own && before[k] === partner)) out[i] = other[i] ?? 0;
    });
  }
  return out;
}

function keyOf(setup: ScribbleSetup, classifier: ScribbleClassifier): string {
  const { image, view, plan, sha256 } = setup;
  const hasher = image.codecs.sha256();
  const text = JSON.stringify({ version: 2, input: sha256, view, tiles: plan.tile, classifier: encodeClassifier(classifier) });
  hasher.update(new TextEncoder().encode(text));
  return hasher.hex();
}

/** What answers for a voxel, in memory that workers share. */
export type Judge = Pick<ScribbleClassifier, 'forest' | 'blend'>;

export function sharedJudge({ image: { workers } }: ScribbleSetup, { forest, blend }: ScribbleClassifier): Judge {
  return {
    forest: {
      ...forest,
      feature: shared(workers, forest.feature),
      threshold: shared(workers, forest.threshold),
      child: shared(workers, forest.child),
      share: shared(workers, forest.share),
    },
    blend,
  };
}

/** The tile as it is kept: class + 1 per voxel (0 where the picture has no value), then the probability of each class as 0..255. */
async function classifyUnit(setup: ScribbleSetup, judge: Judge, slab: Slab, unit: TileUnit): Promise<Uint8Array> {
  const { workers, signal } = setup.image;
  const { classes } = judge.forest;
  const { boxes, input } = await unitBoxes(setup, slab, unit);
  const out = new Uint8Array(boxVoxels(unit) * (classes + 1));
  let next = 0;
  // as many boxes under way as there are threads and one in line: each holds its input twice
  const lane = async (): Promise<void> => {
    for (let box = boxes[next++]; box !== undefined; box = boxes[next++]) {
      checkAborted(signal);
      placeRows(await workers.run(forestBoxRequest, { box: input(box), ...judge }, signal), classes, box, unit, out);
    }
  };
  await Promise.all(Array.from({ length: Math.min(boxes.length, workers.threads + 1) }, lane));
  if (setup.volume.nonFinite > 0) blank(out, classes, unit, slab);
  return out;
}

/** Shares [voxels of the box, classes] as bytes into the planes of the unit. */
export function placeRows(rows: Float32Array, classes: number, box: Box, unit: Box, out: Uint8Array): void {
  const voxels = boxVoxels(unit);
  const [uy, ux] = [unit.end[1] - unit.start[1], unit.end[2] - unit.start[2]];
  let from = 0;
  for (let z = box.start[0]; z < box.end[0]; z++)
    for (let y = box.start[1]; y < box.end[1]; y++) {
      let at = ((z - unit.start[0]) * uy + y - unit.start[1]) * ux + box.start[2] - unit.start[2];
      for (let x = box.start[2]; x < box.end[2]; x++, at++, from += classes) {
        let best = 0;
        for (let c = 0; c < classes; c++) {
          const p = rows[from + c] as number;
          if (p > (rows[from + best] as number)) best = c;
          out[(c + 1) * voxels + at] = Math.round(Math.min(1, p) * 255);
        }
        out[at] = best + 1;
      }
    }
}

function blank(out: Uint8Array, classes: number, unit: Box, slab: Slab): void {
  const voxels = boxVoxels(unit);
  let i = 0;
  for (let z = unit.start[0]; z < unit.end[0]; z++)
    for (let y = unit.start[1]; y < unit.end[1]; y++)
      for (let x = unit.start[2]; x < unit.end[2]; x++, i++) {
        if (Number.isFinite(slab.data[slab.base + z * slab.step[0] + y * slab.step[1] + x * slab.step[2]])) continue;
        for (let plane = 0; plane <= classes; plane++) out[plane * voxels + i] = 0;
      }
}

/** Classes to phases, as they were painted: a collector is where somebody said so. */
async function labelPass(setup: ScribbleSetup, reader: TileReader, moved: Moved | null, run: ScribbleRun): Promise<Float64Array> {
  const { shape, image, slabBytes } = setup;
  const table = Uint8Array.from([0, ...run.classifier.phases]);
  const counts = new Float64Array(PHASES.length);
  const depth = Math.max(1, Math.floor(slabBytes / 4 / (shape[1] * shape[2])));
  for (let z0 = 0; z0 < shape[0]; z0 += depth) {
    checkAborted(image.signal);
    const z1 = Math.min(shape[0], z0 + depth);
    const labels = (await reader.read(0, z0, z1)).map((value) => table[value] ?? 0);
    moved?.pixels.forEach((i, k) => (labels[i] = table[moved.after[k] ?? 0] ?? 0));
    for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
    await run.writeLabels(z0, labels);
    run.onProgress?.({ done: z1, total: shape[0], what: 'slices of labels' });
  }
  return counts;
}

/** The view axis and index of the slice on screen. */
function visible({ view, shape }: ScribbleSetup, z: number | undefined): { axis: 0 | 1 | 2; index: number } | null {
  if (z === undefined || z < 0 || z >= shape[0]) return null;
  const axis = view.axes.indexOf(0) as 0 | 1 | 2;
  return { axis, index: boxInView(view, { start: [z, 0, 0], end: [z + 1, shape[1], shape[2]] }).start[axis] };
}
