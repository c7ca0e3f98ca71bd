/**
 * `study.json`: what a study knows. Everything here can be read by a person; voxels live beside it in `labels/`, `volumes/`
 * and `cache/`. Paths are relative to the study folder, except those of the originals, which are never copied.
 */
import * as v from 'valibot';
import { FACES } from '../volume/index.js';

/** Raised by every change that an older program could misread; each raise has a migration. */
export const STUDY_VERSION = 1;

const finite = v.pipe(v.number(), v.finite());
const vec3 = v.tuple([finite, finite, finite]);
const lengthUnit = v.picklist(['m', 'mm', 'um', 'nm', 'A']);

/** An original: where it is, and how to know that it is still the same. */
const input = v.object({
  id: v.string(),
  path: v.string(),
  size: finite,
  modifiedMs: finite,
});

const spacing = v.object({ value: v.array(finite), unit: v.nullable(v.string()), source: v.string() });

const stack = v.object({
  names: v.array(v.string()),
  format: v.string(),
  kind: v.string(),
  shape: vec3,
  dtype: v.string(),
  spacing: v.nullable(spacing),
  /** over the decoded values; null until the stack was read through once */
  sha256: v.nullable(v.string()),
  bytes: finite,
  warnings: v.array(v.string()),
});

export const depthPriorSchema = v.object({
  unit: lengthUnit,
  curves: v.array(v.object({ phase: finite, points: v.array(v.tuple([finite, finite])) })),
});

const setup = v.object({
  voxel: v.nullable(v.object({ value: vec3, unit: lengthUnit, source: v.string() })),
  collector: v.nullable(v.array(v.picklist(FACES))),
  cell: v.nullable(v.picklist(['wet', 'dry', 'mixed'])),
  /** where phases can lie, over the distance to the collector */
  depth: v.optional(v.nullable(depthPriorSchema)),
});

export const prepareStepSchema = v.variant('step', [
  v.object({ step: v.literal('crop'), start: vec3, end: vec3, enabled: v.boolean() }),
  v.object({ step: v.literal('downsample2'), enabled: v.boolean() }),
  v.object({ step: v.literal('median'), radius: finite, enabled: v.boolean() }),
  v.object({ step: v.literal('gaussian'), sigma: finite, enabled: v.boolean() }),
]);

const segmentation = v.object({
  model: v.object({ id: v.string(), title: v.string(), version: v.string(), sha256: v.string() }),
  seconds: finite,
  voxelsPerSecond: finite,
  tiles: v.object({ total: finite, reused: finite }),
  outOfRange: v.object({ level: v.picklist(['ok', 'warn', 'bad']), reasons: v.array(v.string()), score: v.optional(finite) }),
  phases: v.record(v.string(), finite),
  /** what widens the interval of the dead share to one that holds the truth in `coverage` of the validation volumes; absent: unknown */
  deadShare: v.optional(v.object({ below: finite, above: finite, coverage: finite, volumes: finite })),
});

const labels = v.object({
  /** unique within the study; names the folder, the journal and the versions of what is derived */
  key: v.string(),
  /** OME-Zarr with the label values, as segmented or imported; edits are replayed over it */
  folder: v.string(),
  shape: vec3,
  sha256: v.string(),
  /** which state of the image they belong to */
  imageKey: v.string(),
  /** phase id -> channel of `probabilities` in the same OME-Zarr, 0..255 */
  probabilities: v.record(v.string(), finite),
  /** channel that says how far averaged runs disagree */
  disagreement: v.optional(finite),
  segmentation: v.nullable(segmentation),
});

/** One node of the provenance graph: what was done, with what, to what. */
const step = v.object({
  id: v.string(),
  kind: v.picklist(['create', 'setup', 'prepare', 'segment', 'import', 'measure', 'compare', 'report']),
  atMs: finite,
  appVersion: v.string(),
  reviewer: v.string(),
  seconds: v.nullable(finite),
  parameters: v.record(v.string(), v.unknown()),
  model: v.optional(v.object({ id: v.string(), version: v.string(), sha256: v.string() })),
  /** ids of inputs or steps that this one read */
  from: v.array(v.string()),
  /** what it made: label keys, result files */
  made: v.array(v.string()),
});

const result = v.object({
  /** in `results/` */
  file: v.string(),
  atMs: finite,
  /** versions of what it was made from; a difference now means stale */
  labelsVersion: v.string(),
  setupKey: v.string(),
});

export const studySchema = v.object({
  schema: v.literal('lithoscope-study'),
  version: v.literal(STUDY_VERSION),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/)),
  name: v.string(),
  createdMs: finite,
  appVersion: v.string(),
  inputs: v.array(input),
  /** what of the originals: absent parts are the first */
  dataset: v.optional(v.string()),
  time: v.optional(finite),
  channel: v.optional(finite),
  stack,
  setup,
  prepare: v.array(prepareStepSchema),
  labels: v.nullable(labels),
  steps: v.array(step),
  results: v.object({ measure: v.optional(result), compare: v.optional(result), report: v.optional(result) }),
});

export type StudyDocument = v.InferOutput<typeof studySchema>;
export type StudyInput = v.InferOutput<typeof input>;
export type StudySetup = v.InferOutput<typeof setup>;
export type StudyLabels = v.InferOutput<typeof labels>;
export type StudyStep = v.InferOutput<typeof step>;
export type StudyPrepareStep = v.InferOutput<typeof prepareStepSchema>;
export type StudyResult = v.InferOutput<typeof result>;
export type ResultKind = keyof StudyDocument['results'];
