/** A stack to a label file by strokes or by a saved classifier, without a study. */
import { InvalidInputError, type RunOptions } from '../../base/index.js';
import type { JobProgress, ScribbleDocument, VoxelSizeInput } from '../../contract/index.js';
import { applyLabelMap, needsMapping, parseLabelMap } from '../../formats/index.js';
import { applyScribbles, collectStrokes, folderTiles, prepareScribbles, trainScribbles } from '../../segmentation/index.js';
import type { ModelPackage, ScribbleClassifier, ScribbleSetup, Strokes } from '../../segmentation/index.js';
import type { ModelSession, OpenSource } from '../../ports/index.js';
import { choiceKey, labelVolume, slabRegion, spatialShape, voxelCount } from '../../volume/index.js';
import type { Calibration, ChosenIndices, Face, VolumeSource } from '../../volume/index.js';
import { findModel, withModel, type ModelChoice } from '../models.js';
import type { ServiceHost } from '../service-host.js';
import { writeProbabilityZarr } from '../volumes/label-zarr.js';
import { openStack } from '../volumes/open-stack.js';
import type { StackChoice } from '../volumes/open-stack.js';
import { refuseNonVolume } from '../volumes/refuse-kind.js';
import { calibrationOf, shownSpacing } from '../volumes/shown-spacing.js';
import { spareOriginals } from '../volumes/spare-originals.js';
import { checkLabelOutputs, writeLabels } from '../volumes/write-labels.js';
import { classifierHash, readClassifier, writeClassifier } from './classifier-file.js';
import { jobProgress } from '../job-progress.js';
import { summaryOf } from './summary.js';

export interface ScribbleFile extends StackChoice {
  readonly paths: readonly string[];
  readonly scribbles?: string | undefined;
  readonly map?: string | undefined;
  readonly classifier?: string | undefined;
  readonly saveClassifier?: string | undefined;
  readonly model?: ModelChoice | undefined;
  readonly output: string;
  readonly probabilities?: string | undefined;
  readonly voxel?: VoxelSizeInput | undefined;
  readonly collector?: readonly Face[] | undefined;
  readonly seed?: number | undefined;
}

interface Options extends RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

export async function scribbleFile(host: ServiceHost, asked: ScribbleFile, options: Options): Promise<ScribbleDocument> {
  if ((asked.scribbles === undefined) === (asked.classifier === undefined))
    throw new InvalidInputError('Give either strokes to learn from (--scribbles) or a classifier that was saved (--classifier).', {
      code: 'usage',
      subject: 'scribbles',
    });
  await checkLabelOutputs(host, asked.paths, asked.output, asked.probabilities);
  if (asked.saveClassifier !== undefined) await spareOriginals(host.ports.files, asked.paths, [asked.saveClassifier]);
  const { source, chosen, sidecar } = await openStack(host, asked.paths, asked, options.signal);
  try {
    refuseNonVolume(source, 'segmenting');
    refuseTooLarge(host, source);
    const calibration = asked.voxel !== undefined ? calibrationOf(asked.voxel) : sidecar?.voxel !== undefined ? calibrationOf({ ...sidecar.voxel, source: 'sidecar file' }) : source.info.calibration; // prettier-ignore
    const collectors = asked.collector ?? sidecar?.collector ?? [];
    const run = { source, chosen, calibration, collectors };
    if (asked.model === undefined) return await classify(host, asked, run, null, options);
    const model = await findModel(host, asked.model);
    return await withModel(host, model, (session) => classify(host, asked, run, { model, session }, options));
  } finally {
    await source.close();
  }
}

function refuseTooLarge(host: ServiceHost, { info }: VolumeSource): void {
  const voxels = voxelCount(spatialShape(info));
  if (voxels > host.options.memoryBytes / 2)
    throw new InvalidInputError(
      `${info.path} has ${voxels} voxels, and their labels need more than half of the memory budget of ${host.options.memoryBytes} bytes; crop or downsample it, or raise the budget.`,
      { code: 'over-memory-budget', subject: info.path },
    );
}

interface FileRun {
  readonly source: OpenSource;
  readonly chosen: ChosenIndices;
  readonly calibration: Calibration;
  readonly collectors: readonly Face[];
}

async function classify(
  host: ServiceHost,
  asked: ScribbleFile,
  { source, chosen, calibration, collectors }: FileRun,
  network: { readonly model: ModelPackage; readonly session: ModelSession } | null,
  options: Options,
): Promise<ScribbleDocument> {
  const { files, clock, codecs, workers, inference } = host.ports;
  const started = clock.monotonic();
  const shape = spatialShape(source.info);
  // strokes are checked first: what is wrong with them is known in a moment
  const strokes = asked.scribbles === undefined ? null : await readStrokes(host, asked.scribbles, asked.map, source, options.signal);
  const saved = asked.classifier === undefined ? null : await readClassifier(host, asked.classifier);
  const sha256 = await source.hash(options);
  const setup = await prepareScribbles({
    source, network, collectors, workers, codecs,
    inputSha256: sha256 + choiceKey(chosen),
    signal: options.signal,
    onSlice: (done, total) => options.onProgress({ done, total, what: 'slices read' }),
  }); // prettier-ignore
  const before = clock.monotonic();
  const classifier = saved ?? (await train(setup, strokes, asked.seed, options));
  const trainSeconds = saved === null ? (clock.monotonic() - before) / 1000 : 0;
  if (asked.saveClassifier !== undefined) await writeClassifier(host, asked.saveClassifier, classifier);
  const tiles = files.join(host.options.dataFolder, 'tiles');
  const labels = new Uint8Array(voxelCount(shape));
  const result = await applyScribbles(setup, {
    classifier,
    clock,
    tiles: folderTiles(files, tiles),
    writeLabels: (z0, planes) => Promise.resolve(labels.set(planes, z0 * shape[1] * shape[2])),
    onProgress: (progress) => options.onProgress(jobProgress(progress)),
  });
  await writeLabels(host, asked.output, labelVolume(labels, shape, calibration, asked.paths[0] ?? ''));
  if (asked.probabilities !== undefined)
    await writeProbabilityZarr(
      host,
      asked.probabilities,
      { shape, calibration },
      result.phaseIds.map((phase, c) => ({ phase, read: (z0: number, z1: number) => result.readProbability(c, z0, z1) })),
    );
  await files.remove(files.join(tiles, result.runKey));
  return {
    output: asked.output,
    input: {
      path: asked.paths[0] ?? '',
      sha256,
      shape: [...shape],
      spacing: shownSpacing(calibration),
    },
    model: classifier.model ?? { id: 'scribbles', version: '1', sha256: classifierHash(host, classifier) },
    classToPhase: { ...result.classToPhase },
    phases: { ...result.phases },
    seconds: (clock.monotonic() - started) / 1000,
    inferenceSeconds: result.inferenceSeconds,
    voxelsPerSecond: result.voxelsPerSecond,
    tiles: { ...result.tiles },
    provider: inference.provider,
    threads: workers.threads,
    // the strokes say what is what in this very image
    outOfRange: { level: 'ok', reasons: [] },
    warnings: [...source.info.warnings, ...(network?.model.warnings ?? [])],
    scribbles: summaryOf(classifier, trainSeconds),
  };
}

async function train(
  setup: ScribbleSetup,
  strokes: Strokes | null,
  seed: number | undefined,
  { onProgress }: Options,
): Promise<ScribbleClassifier> {
  if (strokes === null) throw new InvalidInputError('There are no strokes to learn from.', { code: 'no-strokes', subject: 'scribbles' });
  return trainScribbles(setup, strokes, { ...(seed === undefined ? {} : { seed }), onProgress });
}

async function readStrokes(
  host: ServiceHost,
  path: string,
  map: string | undefined,
  image: VolumeSource,
  signal: AbortSignal,
): Promise<Strokes> {
  const source = await host.sources.open(path, undefined, signal);
  try {
    refuseNonVolume(source, 'learning from it');
    const shape = spatialShape(source.info);
    if (source.info.axes.some(({ name, size }) => (name === 'c' || name === 't') && size > 1))
      throw new InvalidInputError(`${path} has several channels or time points; give strokes with one value per voxel.`, {
        code: 'not-labels',
        subject: path,
      });
    refuseTooLarge(host, source);
    const values = await source.read(slabRegion(source.info, 0, shape[0]), signal);
    if (map === undefined) for (const value of values) refuseNoLabel(value, path);
    const painted = map === undefined ? Uint8Array.from(values) : applyLabelMap(values, parseLabelMap(withBackground(map)));
    return collectStrokes(painted, shape, spatialShape(image.info));
  } finally {
    await source.close();
  }
}

/** What is not painted is 0 in every program, and need not be said. */
function withBackground(map: string): string {
  return /(^|,)\s*0\s*=/.test(map) ? map : `${map},0=unassigned`;
}

function refuseNoLabel(value: number, path: string): void {
  if (Number.isInteger(value) && !needsMapping([value])) return;
  throw new InvalidInputError(
    `${path} holds the value ${value}, which is no phase (1 to 6, 0 where nothing is painted); say what it means with a map, like ${Number.isInteger(value) ? value : 255}=lithium.`,
    { code: 'unknown-phase', subject: path },
  );
}
