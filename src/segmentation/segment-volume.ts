/**
 * One volume through one network: statistics of the whole, tiles in the growth-axis view, labels and
 * probabilities in the volume's own orientation. Nothing needs the whole volume in memory; finished tiles
 * are kept in a store that a later run with the same input, model and set-up picks up again.
 */
import { checkAborted, InvalidInputError, type Progress } from '../base/index.js';
import type { Clock, Codecs, ModelSession } from '../ports/index.js';
import { PHASES, spatialShape, type Calibration, type Face, type Shape3, type VolumeSource } from '../volume/index.js';
import { TileReader } from './assemble.js';
import { resolveClassMap } from './class-map.js';
import { ContrastMeter, type Contrast } from './contrast.js';
import { percentileInverted, scanDistribution, type Distribution } from './distribution.js';
import { writeLabels } from './label-pass.js';
import type { ModelPackage } from './model-package.js';
import type { Operation } from './operations.js';
import { outOfRange, type OutOfRange } from './out-of-range.js';
import { runTiles } from './run-tiles.js';
import { volumeSlabs } from './slab.js';
import { planNormalisation } from './tile-input.js';
import type { TileStores } from './tile-store.js';
import { planTiles, TILE_LIMITS, visibleFirst, type TileLimits } from './tiling.js';
import { boxInView, orientView, type View } from './view.js';

export type CellState = 'wet' | 'dry' | 'mixed';

export interface SegmentProgress extends Progress {
  readonly voxelsPerSecond?: number;
  readonly etaSeconds?: readonly [number, number];
  /** tiles taken over from an earlier run */
  readonly reused?: number;
}

export interface SegmentRequest {
  readonly source: VolumeSource;
  /** overrides what the file says, e.g. a voxel size given by the user */
  readonly calibration?: Calibration;
  readonly model: ModelPackage;
  readonly session: ModelSession;
  readonly tiles: TileStores;
  readonly codecs: Codecs;
  readonly clock: Clock;
  /** the first one gives the direction of growth */
  readonly collectors: readonly Face[];
  readonly cell?: CellState | undefined;
  /** class name or index -> phase id, for foreign models */
  readonly mapping?: Readonly<Record<string, number>> | undefined;
  /** of exactly the voxels that `source` gives, after any preparation; computed on the way when absent */
  readonly inputSha256?: string | undefined;
  /** z of the slice on screen */
  readonly visibleSlice?: number | undefined;
  /** tiles under way at once; more than there are inference processes only wait in line */
  readonly concurrency?: number;
  readonly limits?: TileLimits;
  /** bytes of image data held at once */
  readonly slabBytes?: number;
  /** takes the labels, planes from z = 0 upwards */
  readonly writeLabels: (z0: number, labels: Uint8Array) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SegmentProgress) => void) | undefined;
}

export interface SegmentResult {
  readonly runKey: string;
  readonly shape: Shape3;
  readonly classes: readonly string[];
  readonly classToPhase: Readonly<Record<string, number>>;
  /** voxels per phase id that occurs */
  readonly phases: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly inferenceSeconds: number;
  /** of the voxels that were inferred in this run; 0 when all tiles were there */
  readonly voxelsPerSecond: number;
  readonly tiles: { readonly total: number; readonly reused: number };
  readonly contrast: Contrast;
  readonly outOfRange: OutOfRange;
  readonly warnings: readonly string[];
  /** probability of a class as 0..255, volume planes [z0, z1); valid while the tiles are kept */
  readProbability(classIndex: number, z0: number, z1: number): Promise<Uint8Array>;
}

const SLAB_BYTES = 2 ** 27;
/** passes over the whole volume take smaller slabs, so that a cancellation is noticed soon */
const PASS_SHARE = 4;
/** enough to keep the usual number of processes busy; a waiting tile costs some 10 MB */
const CONCURRENCY = 4;

export async function segmentVolume(request: SegmentRequest): Promise<SegmentResult> {
  const { source, model, clock, collectors, signal, onProgress } = request;
  const begun = clock.monotonic();
  const classToPhase = resolveClassMap(model, request.mapping);
  const shape = spatialShape(source.info);
  const view = orientView(shape, collectors[0] ?? null, model.growthAxis);
  const plan = planTiles(model, view.shape, request.limits ?? TILE_LIMITS);
  const slabBytes = request.slabBytes ?? SLAB_BYTES;

  const { volume, sha256 } = await scan(request, shape, slabBytes / PASS_SHARE);
  refuseEmpty(volume, source);
  const volumetric = model.input.order.includes('z');
  const operations = [...storedToReal(source), ...model.preprocessing];
  const normalisation = planNormalisation(operations, volume, volumetric, percentileInverted(volume, 50));

  const dryPhases = request.cell === 'dry' ? classToPhase : null;
  const runKey = keyOf(request.codecs, {
    version: 1,
    input: sha256,
    model: [model.sha256, model.descriptionSha256],
    view,
    tiles: plan.axes,
    dryPhases,
  });
  const store = await request.tiles(runKey);
  const counts = await runTiles({
    source, view, plan, model, session: request.session, normalisation, dryPhases, store, slabBytes, clock, signal,
    order: visibleFirst(plan, visibleInView(view, shape, request.visibleSlice)),
    concurrency: request.concurrency ?? CONCURRENCY,
    onTile: (done, total, reused, pace) => onProgress?.({ done, total, what: 'tiles', reused, ...pace }),
  }); // prettier-ignore

  const reader = new TileReader(store, plan, view, shape, model.classes.length);
  const contrastMeter = new ContrastMeter(volume, shape);
  const phases = await writeLabels({
    source, reader, shape, collectors, signal, slabBytes: slabBytes / PASS_SHARE,
    phases: Uint8Array.from([0, ...model.classes.map((name) => classToPhase[name] ?? 0)]),
    contrast: contrastMeter,
    write: request.writeLabels,
    onSlice: (done, total) => onProgress?.({ done, total, what: 'slices of labels' }),
  }); // prettier-ignore
  const contrast = contrastMeter.result();
  return {
    runKey,
    shape,
    classes: model.classes,
    classToPhase,
    phases: Object.fromEntries(PHASES.filter(({ id }) => (phases[id] ?? 0) > 0).map(({ id }) => [String(id), phases[id] ?? 0])),
    seconds: (clock.monotonic() - begun) / 1000,
    inferenceSeconds: counts.inferenceSeconds,
    voxelsPerSecond: counts.inferredVoxels === 0 ? 0 : counts.inferredVoxels / Math.max(1e-3, counts.inferenceSeconds),
    tiles: { total: counts.total, reused: counts.reused },
    contrast,
    outOfRange: outOfRange({
      model, info: source.info, calibration: request.calibration ?? source.info.calibration, view, collectors, volume,
      normalisation: normalisation.fixed, contrast, classToPhase,
    }), // prettier-ignore
    warnings: warningsOf(source, model),
    readProbability: (classIndex, z0, z1) => {
      if (model.classes[classIndex] === undefined || z0 < 0 || z1 > shape[0] || z0 >= z1)
        throw new InvalidInputError(
          `There is no probability of class ${classIndex} in planes ${z0} to ${z1}; ask for one of ${model.classes.length} classes and ${shape[0]} planes.`,
        );
      return reader.read(classIndex + 1, z0, z1);
    },
  };
}

/** Grey-value statistics of the whole volume, and its hash when the caller does not know it. */
async function scan(request: SegmentRequest, shape: Shape3, slabBytes: number): Promise<{ volume: Distribution; sha256: string }> {
  const { source, signal, onProgress } = request;
  const hasher = request.inputSha256 === undefined ? request.codecs.sha256() : null;
  let pass = 0;
  const volume = await scanDistribution(source.info.dtype, async function* () {
    pass += 1;
    for await (const { data, z1 } of volumeSlabs(source, shape, slabBytes, signal)) {
      if (pass === 1) hasher?.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      onProgress?.({ done: z1, total: shape[0], what: 'slices read' });
      yield data;
    }
  });
  checkAborted(signal);
  return { volume, sha256: request.inputSha256 ?? hasher?.hex() ?? '' };
}

function refuseEmpty(volume: Distribution, source: VolumeSource): void {
  const { path } = source.info;
  if (volume.total === 0)
    throw new InvalidInputError(`${path} holds no finite grey value (NaN or infinite everywhere); load the reconstructed image.`, {
      code: 'no-values',
      subject: path,
    });
  if (volume.min === volume.max)
    throw new InvalidInputError(`${path} has the grey value ${volume.min} everywhere, so there is nothing to segment; check the file.`, {
      code: 'constant-image',
      subject: path,
    });
}

/** Rescale slope and intercept: a negative slope would turn dark and bright around. */
function storedToReal(source: VolumeSource): readonly Operation[] {
  const scale = source.info.valueScale;
  if (scale === undefined || (scale.slope === 1 && scale.intercept === 0)) return [];
  return [{ kind: 'affine', gain: [scale.slope], offset: [scale.intercept] }];
}

function keyOf(codecs: Codecs, setup: unknown): string {
  const hasher = codecs.sha256();
  hasher.update(new TextEncoder().encode(JSON.stringify(setup)));
  return hasher.hex();
}

/** The view axis and index of the slice on screen. */
function visibleInView(view: View, shape: Shape3, z: number | undefined): { axis: 0 | 1 | 2; index: number } | null {
  if (z === undefined || z < 0 || z >= shape[0]) return null;
  const axis = view.axes.indexOf(0) as 0 | 1 | 2;
  return { axis, index: boxInView(view, { start: [z, 0, 0], end: [z + 1, shape[1], shape[2]] }).start[axis] };
}

function warningsOf(source: VolumeSource, model: ModelPackage): readonly string[] {
  const size = (name: 'c' | 't'): number => source.info.axes.find((axis) => axis.name === name)?.size ?? 1;
  return [
    ...model.warnings,
    ...(size('c') > 1 ? [`the image has ${size('c')} channels; the first one was segmented`] : []),
    ...(size('t') > 1 ? [`the image has ${size('t')} time points; the first one was segmented`] : []),
  ];
}
