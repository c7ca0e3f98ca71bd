/** A study: what is open, how far each stage is, and the numbers that are shown while people work. */
import * as v from 'valibot';
import { call, job } from './define.js';
import { depthPrior, outOfRangeReport } from './network.js';
import {
  cell,
  collector,
  fileRef,
  namedQuantity,
  progress,
  spacing,
  stackChoice,
  stageId,
  stageStatus,
  studyId,
  voxelSize,
  warning,
} from './words.js';

export const prepareStep = v.variant('step', [
  /** half-open box in voxels of the image before this step, z y x */
  v.object({
    step: v.literal('crop'),
    start: v.tuple([v.number(), v.number(), v.number()]),
    end: v.tuple([v.number(), v.number(), v.number()]),
    enabled: v.boolean(),
  }),
  v.object({ step: v.literal('downsample2'), enabled: v.boolean() }),
  /** radius in voxels, 1..3 */
  v.object({ step: v.literal('median'), radius: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3)), enabled: v.boolean() }),
  /** sigma in voxels */
  v.object({ step: v.literal('gaussian'), sigma: v.pipe(v.number(), v.minValue(0.1), v.maxValue(10)), enabled: v.boolean() }),
]);

const shape3 = v.tuple([v.number(), v.number(), v.number()]);

/** Something that can be drawn: slices come from `/volume/<study>/<layer>/slice`. `version` changes with the data. */
const layer = v.object({ version: v.string(), shape: shape3, dtype: v.string() });

export const studyState = v.object({
  id: studyId,
  name: v.string(),
  /** where the study lives, for people */
  folder: v.string(),
  stack: v.object({
    names: v.array(v.string()),
    format: v.string(),
    kind: v.string(),
    shape: shape3,
    dtype: v.string(),
    spacing: v.nullable(spacing),
    sha256: v.nullable(v.string()),
    bytes: v.number(),
    warnings: v.array(v.string()),
  }),
  /** the part of the originals that the study shows; absent parts: the first */
  chosen: v.optional(v.object({ dataset: v.optional(v.string()), time: v.optional(v.number()), channel: v.optional(v.number()) })),
  setup: v.object({
    /** in force: given by the user, else from the file or sidecar; null = unknown */
    voxel: v.nullable(v.object({ ...voxelSize.entries, source: v.string() })),
    collector: v.nullable(collector),
    cell: v.nullable(cell),
    /** where phases can lie, over the distance to the collector */
    depth: v.optional(v.nullable(depthPrior)),
  }),
  prepare: v.array(prepareStep),
  stages: v.array(v.object({ id: stageId, status: stageStatus, why: v.optional(v.string()) })),
  layers: v.object({
    image: layer,
    labels: v.nullable(layer),
    isolation: v.nullable(layer),
    /** how unsure the network was, 0..255 */
    entropy: v.optional(v.nullable(layer)),
    /** how far averaged runs disagree, 0..255 */
    disagreement: v.optional(v.nullable(layer)),
    /** where a second result differs; see segment.difference */
    difference: v.optional(v.nullable(layer)),
  }),
  /** default window from percentiles of the whole volume, and the range of values */
  window: v.object({ low: v.number(), high: v.number(), min: v.number(), max: v.number(), histogram: v.array(v.number()) }),
  segmentation: v.nullable(
    v.object({
      model: v.object({ id: v.string(), title: v.string(), version: v.string(), sha256: v.string() }),
      seconds: v.number(),
      voxelsPerSecond: v.number(),
      tiles: v.object({ total: v.number(), reused: v.number() }),
      outOfRange: outOfRangeReport,
      phases: v.record(v.string(), v.number()),
    }),
  ),
  edits: v.object({
    undo: v.number(),
    redo: v.number(),
    undoTitle: v.nullable(v.string()),
    redoTitle: v.nullable(v.string()),
    savedMs: v.nullable(v.number()),
    restored: v.number(),
  }),
  /** the numbers that move while painting; from the labels as they are now */
  headline: v.array(namedQuantity),
  /** finished documents, to be fetched by measure.get, compare.get, report.get */
  results: v.object({ measure: v.boolean(), compare: v.boolean(), report: v.boolean() }),
  warnings: v.array(warning),
});

const one = v.object({ study: studyId });

export const studyMethods = {
  'app.hello': call(
    v.object({}),
    v.object({
      contractVersion: v.string(),
      appVersion: v.string(),
      host: v.picklist(['memory', 'server', 'electron', 'cli']),
      capabilities: v.object({ dialogs: v.boolean(), uploads: v.boolean(), uploadLimitBytes: v.number() }),
      threads: v.number(),
      memoryBytes: v.number(),
      /** a study that the host was started with */
      openStudy: v.nullable(studyId),
    }),
  ),
  /** makes a study folder around files; it lies in `folder` or, by default, in the user's studies folder */
  'study.create': job(
    v.object({
      files: v.pipe(v.array(fileRef), v.minLength(1)),
      name: v.optional(v.string()),
      folder: v.optional(fileRef),
      voxel: v.optional(voxelSize),
      collector: v.optional(collector),
      cell: v.optional(cell),
      ...stackChoice,
    }),
    progress,
    studyState,
  ),
  'study.sample': job(v.object({ id: v.optional(v.string()) }), progress, studyState),
  /** `original`: where the files of the stack are now, when they were moved */
  'study.open': job(v.object({ ref: fileRef, original: v.optional(v.array(fileRef)) }), progress, studyState),
  'study.recent': call(
    v.object({}),
    v.object({ studies: v.array(v.object({ ref: fileRef, name: v.string(), folder: v.string(), openedMs: v.number() })) }),
  ),
  'study.state': call(one, studyState),
  'study.close': call(one, v.object({})),
  'setup.update': call(
    v.object({
      study: studyId,
      voxel: v.optional(v.nullable(voxelSize)),
      collector: v.optional(v.nullable(collector)),
      cell: v.optional(v.nullable(cell)),
      depth: v.optional(v.nullable(depthPrior)),
    }),
    studyState,
  ),
  'prepare.update': call(v.object({ study: studyId, steps: v.array(prepareStep) }), studyState),
};

export type PrepareStep = v.InferOutput<typeof prepareStep>;
export type StudyState = v.InferOutput<typeof studyState>;
