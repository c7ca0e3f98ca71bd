/**
 * One volume through one network: statistics of the whole, tiles in the growth-axis view, labels and
 * probabilities in the volume's own orientation. Nothing needs the whole volume in memory; finished tiles
 * are kept in a store that a later run with the same input, model and set-up picks up again.
 */
import { InvalidInputError, type Progress } from '../base/index.js';
import type { Clock, Codecs, ModelSession } from '../ports/index.js';
import { PHASES, spatialShape, type Calibration, type Face, type Shape3, type VolumeSource } from '../volume/index.js';
import { resolveClassMap } from './class-map.js';
import { cellEvidence } from './cell-evidence.js';
import type { CellState, DepthCurve } from './class-prior.js';
import { ContrastMeter, type Contrast } from './contrast.js';
import { percentileInverted } from './distribution.js';
import { writeLabels } from './label-pass.js';
import type { ModelPackage } from './model-package.js';
import { outOfRange, type OutOfRange } from './out-of-range.js';
import { runPasses } from './segment-passes.js';
import { rangeMeasures, readCertainty } from './range-measures.js';
import { planNormalisation } from './tile-input.js';
import type { TileStores } from './tile-store.js';
import { TILE_LIMITS, type TileLimits } from './tiling.js';
import { scanVolume, storedToReal } from './volume-scan.js';

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
  /** where each phase can lie, over the distance to the collector */
  readonly depth?: readonly DepthCurve[] | undefined;
  /** average with the mirror image, and along other axes where that is sound */
  readonly ensemble?: boolean | undefined;
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
  /** of the first run */
  readonly runKey: string;
  /** one for each run that was averaged: where its tiles are kept */
  readonly runKeys: readonly string[];
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
  /** how often each voxel was run and averaged */
  readonly runs: number;
  readonly contrast: Contrast;
  readonly outOfRange: OutOfRange;
  readonly warnings: readonly string[];
  /** probability of a class as 0..255, volume planes [z0, z1); valid while the tiles are kept */
  readProbability(classIndex: number, z0: number, z1: number): Promise<Uint8Array>;
  /** how far averaged runs disagree, 0..255; null when there was one run */
  readonly readDisagreement: ((z0: number, z1: number) => Promise<Uint8Array>) | null;
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
  if (shape[0] > 1) request.session.warm?.();
  const slabBytes = request.slabBytes ?? SLAB_BYTES;
  const calibration = request.calibration ?? source.info.calibration;
  const { volume, sha256 } = await scanVolume({
    source, shape, codecs: request.codecs, inputSha256: request.inputSha256, slabBytes: slabBytes / PASS_SHARE, signal,
    onSlice: (done, total) => onProgress?.({ done, total, what: 'slices read' }),
  }); // prettier-ignore
  const operations = [...storedToReal(source), ...model.preprocessing];
  const normalisation = planNormalisation(operations, volume, model.input.order.includes('z'), percentileInverted(volume, 50));
  const evidence = cellEvidence(volume, request.cell ?? null, model.modality);
  const passes = await runPasses({
    source, shape, model, session: request.session, tiles: request.tiles, codecs: request.codecs, clock, calibration, collectors,
    normalisation, inputSha256: sha256, visibleSlice: request.visibleSlice, slabBytes, signal,
    prior: { classes: model.classes, classToPhase, cell: request.cell ?? null, trust: evidence.trust, curves: request.depth ?? [] },
    ensemble: request.ensemble ?? false,
    limits: request.limits ?? TILE_LIMITS,
    concurrency: request.concurrency ?? CONCURRENCY,
    onTile: (done, total, reused, pace) => onProgress?.({ done, total, what: 'tiles', reused, ...pace }),
  }); // prettier-ignore

  const { reader } = passes;
  const contrastMeter = new ContrastMeter(volume, shape);
  const phases = await writeLabels({
    source, reader, shape, collectors, signal, slabBytes: slabBytes / PASS_SHARE,
    phases: Uint8Array.from([0, ...model.classes.map((name) => classToPhase[name] ?? 0)]),
    contrast: contrastMeter,
    write: request.writeLabels,
    onSlice: (done, total) => onProgress?.({ done, total, what: 'slices of labels' }),
  }); // prettier-ignore
  const contrast = contrastMeter.result();
  const classes = model.classes.length;
  const certainty = await readCertainty(reader, shape, classes);
  const measures = rangeMeasures({ volume, normalisation: normalisation.fixed, contrast, certainty, distance: passes.distance() });
  return {
    runKey: passes.runKeys[0] ?? '',
    runKeys: passes.runKeys,
    shape,
    classes: model.classes,
    classToPhase,
    phases: Object.fromEntries(PHASES.filter(({ id }) => (phases[id] ?? 0) > 0).map(({ id }) => [String(id), phases[id] ?? 0])),
    seconds: (clock.monotonic() - begun) / 1000,
    inferenceSeconds: passes.seconds,
    voxelsPerSecond: passes.voxels === 0 ? 0 : passes.voxels / Math.max(1e-3, passes.seconds),
    tiles: { total: passes.total, reused: passes.reused },
    runs: passes.runs,
    contrast,
    outOfRange: outOfRange({
      model, info: source.info, calibration, view: passes.view, collectors, volume,
      normalisation: normalisation.fixed, contrast, classToPhase, distance: passes.distance(), measures,
    }), // prettier-ignore
    warnings: [...warningsOf(source, model), ...(evidence.warning === null ? [] : [evidence.warning])],
    readProbability: (classIndex, z0, z1) => {
      if (model.classes[classIndex] === undefined || z0 < 0 || z1 > shape[0] || z0 >= z1)
        throw new InvalidInputError(
          `There is no probability of class ${classIndex} in planes ${z0} to ${z1}; ask for one of ${classes} classes and ${shape[0]} planes.`,
        );
      return reader.read(classIndex + 1, z0, z1);
    },
    readDisagreement: passes.runs === 1 ? null : (z0, z1) => reader.read(classes + 1, z0, z1),
  };
}

function warningsOf(source: VolumeSource, model: ModelPackage): readonly string[] {
  const single = spatialShape(source.info)[0] === 1 && model.sliceOffsets.some((offset) => offset !== 0);
  const size = (name: 'c' | 't'): number => source.info.axes.find((axis) => axis.name === name)?.size ?? 1;
  return [
    ...model.warnings,
    ...(single ? ['the image is one slice; the model was shown copies of it as its neighbours'] : []),
    ...(size('c') > 1 ? [`the image has ${size('c')} channels; the first one was segmented`] : []),
    ...(size('t') > 1 ? [`the image has ${size('t')} time points; the first one was segmented`] : []),
  ];
}
