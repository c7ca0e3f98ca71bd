/** From strokes to a classifier: features at the painted voxels only, then a forest. */
import { checkAborted, InvalidInputError, type Progress } from '../../base/index.js';
import type { NetworkBlend } from '../../kernels/index.js';
import { pixelSamplesRequest, trainForestRequest } from '../../workers/scribble.request.js';
import { readSlab, type Slab } from '../slab.js';
import type { TileUnit } from '../tiling.js';
import type { Box } from '../view.js';
import type { ScribbleClassifier } from './classifier.js';
import type { ScribbleSetup } from './prepare.js';
import { inView, type Strokes } from './strokes.js';
import { shared } from './surroundings.js';
import { unitBoxes } from './unit-boxes.js';

/** Features of voxels that were painted before, by voxel: painting one more stroke computes that stroke only. */
export type SampleCache = Map<number, Float32Array>;

const TREES = 100;
/** between drawing phases as often as they were painted and equally often */
const BALANCE = 0.15;

export async function trainScribbles(
  setup: ScribbleSetup,
  strokes: Strokes,
  options: { readonly seed?: number; readonly cache?: SampleCache; readonly onProgress?: (progress: Progress) => void } = {},
): Promise<ScribbleClassifier> {
  const cache: SampleCache = options.cache ?? new Map();
  await computeSamples(setup, strokes, cache, options.onProgress);
  const features = setup.features.length;
  const n = strokes.voxels.length;
  const samples = new Float32Array(n * features);
  strokes.voxels.forEach((voxel, i) => {
    const row = cache.get(voxel);
    if (row?.length !== features) throw new InvalidInputError(`The network answered with other features than before; train again.`);
    samples.set(row, i * features);
  });
  const phases = [...new Set(strokes.phases)].sort((a, b) => a - b);
  const labels = strokes.phases.map((phase) => phases.indexOf(phase));
  const { workers, signal, network } = setup.image;
  const { forest, outOfBag, blend } = await workers.run(
    trainForestRequest,
    {
      samples: shared(workers, samples),
      labels,
      features,
      classes: phases.length,
      options: {
        trees: TREES,
        seed: options.seed ?? 1,
        cuts: setup.view.shape[0] === 1 ? 'random' : 'mixed',
        balance: BALANCE,
        groups: strokes.groups,
      },
      choices: columnChoices(setup.features),
      blend: blendOf(setup, phases),
    },
    signal,
  );
  const counts = new Map<number, number>();
  for (const phase of strokes.phases) counts.set(phase, (counts.get(phase) ?? 0) + 1);
  return {
    phases,
    features: setup.features,
    model: network === null ? null : { id: network.model.id, version: network.model.version, sha256: network.model.sha256 },
    forest,
    blend,
    trained: {
      strokes: strokes.strokes,
      voxels: Object.fromEntries(phases.map((phase) => [String(phase), counts.get(phase) ?? 0])),
      accuracy: outOfBagAccuracy(outOfBag, labels, phases.length),
    },
  };
}

/** Surroundings and place tell layers apart, and are learnt by heart where there are none: strokes decide. */
function columnChoices(features: readonly string[]): readonly (readonly number[])[] {
  const all = features.map((_, column) => column);
  const choices = [() => true, isAround, isFilter].map((wanted) => all.filter((column) => wanted(features[column] ?? '')));
  return choices.filter(({ length }, i) => choices.findIndex((other) => other.length === length) === i);
}

/** Not the place, and nothing that is looked up elsewhere. */
function isAround(name: string): boolean {
  return !name.includes('@') && name !== 'y' && name !== 'x';
}

/** What the picture itself says. */
function isFilter(name: string): boolean {
  return isAround(name) && !name.startsWith('network');
}

/** Which class of the forest each channel of the network means; null where that is not known. */
function blendOf({ image, features, channels }: ScribbleSetup, phases: readonly number[]): Omit<NetworkBlend, 'weight'> | null {
  const model = image.network?.model;
  if (model === undefined || model.classToPhase === null || model.output.channels.length < 2) return null;
  const steps = model.postprocessing;
  const [step] = steps;
  const finish = step === undefined ? 'none' : step.kind;
  if (steps.length > 1 || (finish !== 'softmax' && finish !== 'sigmoid' && finish !== 'none')) return null;
  const { classToPhase, temperature } = model;
  const classOf = model.classes.map((name) => phases.indexOf(classToPhase[name] ?? 0));
  return { column: features.length - channels, classOf, finish, temperature };
}

/** Each class counts the same; voxels that every tree saw do not count. */
function outOfBagAccuracy(outOfBag: Float32Array, labels: Uint8Array, classes: number): number | null {
  const right = new Float64Array(classes);
  const judged = new Float64Array(classes);
  labels.forEach((label, i) => {
    const row = outOfBag.subarray(i * classes, (i + 1) * classes);
    const top = Math.max(...row);
    if (top === 0) return;
    judged[label] = (judged[label] ?? 0) + 1;
    if (row[label] === top) right[label] = (right[label] ?? 0) + 1;
  });
  const shares = [...right].flatMap((hits, c) => ((judged[c] ?? 0) > 0 ? [hits / (judged[c] ?? 1)] : []));
  return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

interface Wanted {
  readonly voxel: number;
  readonly at: readonly [number, number, number];
}

/** Runs what is missing in the cache, slice by slice: a network over a whole unit for one stroke would be waste. */
async function computeSamples(
  setup: ScribbleSetup,
  strokes: Strokes,
  cache: SampleCache,
  onProgress: ((progress: Progress) => void) | undefined,
): Promise<void> {
  const { view, image, plan } = setup;
  const missing: Wanted[] = [];
  for (const voxel of strokes.voxels) if (!cache.has(voxel)) missing.push({ voxel, at: inView(view, strokes.shape, voxel) });
  const jobs = plan.units.flatMap((unit) => stretches(setup, unit, missing));
  let slab: Slab | null = null;
  for (const [done, { unit, wanted }] of jobs.entries()) {
    checkAborted(image.signal);
    onProgress?.({ done, total: jobs.length, what: 'painted regions' });
    const { start, end } = setup.planes(unit);
    if (slab?.start !== start || slab.end !== end) slab = await readSlab(image.source, view, start, end, image.signal);
    await sampleUnit(setup, slab, unit, wanted, cache);
  }
}

/** Parts of a unit along z that hold strokes; a network that sees volumes runs whole. */
function stretches(setup: ScribbleSetup, unit: TileUnit, missing: readonly Wanted[]): { unit: TileUnit; wanted: readonly Wanted[] }[] {
  const inside = missing.filter(({ at }) => at.every((c, axis) => c >= (unit.start[axis] ?? 0) && c < (unit.end[axis] ?? 0)));
  if (inside.length === 0) return [];
  const model = setup.image.network?.model;
  if (model !== undefined && (model.input.order.includes('z') || model.input.batch !== null)) return [{ unit, wanted: inside }];
  const planes = [...new Set(inside.map(({ at }) => at[0]))].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const z of planes) {
    const last = runs.at(-1);
    if (last !== undefined && z <= last[1] + 1) last[1] = z + 1;
    else runs.push([z, z + 1]);
  }
  return runs.map(([from, to]) => ({
    unit: {
      start: [from, unit.start[1], unit.start[2]],
      end: [to, unit.end[1], unit.end[2]],
      origin: [from, unit.origin[1], unit.origin[2]],
    },
    wanted: inside.filter(({ at }) => at[0] >= from && at[0] < to),
  }));
}

async function sampleUnit(setup: ScribbleSetup, slab: Slab, unit: TileUnit, wanted: readonly Wanted[], cache: SampleCache): Promise<void> {
  const { workers, signal } = setup.image;
  const { boxes, input } = await unitBoxes(setup, slab, unit);
  const features = setup.features.length;
  await Promise.all(
    boxes.map(async (box) => {
      const own = wanted.filter(({ at }) => at.every((c, axis) => c >= (box.start[axis] ?? 0) && c < (box.end[axis] ?? 0)));
      if (own.length === 0) return;
      const tight = hull(own);
      const rows = await workers.run(pixelSamplesRequest, { box: input(tight), voxels: indices(own, tight) }, signal);
      own.forEach(({ voxel }, i) => cache.set(voxel, rows.slice(i * features, (i + 1) * features)));
    }),
  );
}

/** The smallest box around the voxels. */
function hull(wanted: readonly Wanted[]): Box {
  const start: [number, number, number] = [Infinity, Infinity, Infinity];
  const end: [number, number, number] = [0, 0, 0];
  for (const { at } of wanted)
    for (const axis of [0, 1, 2] as const) {
      start[axis] = Math.min(start[axis], at[axis]);
      end[axis] = Math.max(end[axis], at[axis] + 1);
    }
  return { start, end };
}

function indices(wanted: readonly Wanted[], { start, end }: Box): Uint32Array {
  const [ny, nx] = [end[1] - start[1], end[2] - start[2]];
  return Uint32Array.from(wanted, ({ at }) => ((at[0] - start[0]) * ny + at[1] - start[1]) * nx + at[2] - start[2]);
}
