/** Segmentation, review of the labels, and scoring against a truth. */
import * as v from 'valibot';
import { call, job } from './define.js';
import { cell, collector, filePart, fileRef, namedQuantity, progress, stackChoice, studyId, voxelSize } from './words.js';
import { outOfRangeReport, quality } from './network.js';
import { studyState } from './study.js';

/** class name or channel index -> phase id */
export const phaseMap = v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6)));

/** the document of `lithoscope segment` */
export const segmentDocument = v.object({
  output: v.string(),
  input: v.object({
    path: v.string(),
    sha256: v.string(),
    shape: v.array(v.number()),
    spacing: v.nullable(v.object({ value: v.array(v.number()), unit: v.nullable(v.string()), source: v.string() })),
  }),
  model: v.object({ id: v.string(), version: v.string(), sha256: v.string() }),
  classToPhase: phaseMap,
  phases: v.record(v.string(), v.number()),
  seconds: v.number(),
  inferenceSeconds: v.number(),
  voxelsPerSecond: v.number(),
  tiles: v.object({ total: v.number(), reused: v.number() }),
  provider: v.string(),
  threads: v.number(),
  /** weights that ran, and how often each voxel was run and averaged */
  weights: v.optional(v.picklist(['fp32', 'int8'])),
  runs: v.optional(v.number()),
  outOfRange: outOfRangeReport,
  warnings: v.array(v.string()),
});

/** A stroke: a capsule of `radius` voxels swept along points of one slice plane; replayable and undoable. */
export const brushStroke = v.object({
  kind: v.literal('brush'),
  /** normal of the plane painted on */
  axis: v.picklist(['z', 'y', 'x']),
  slice: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** row, column in the plane (remaining axes in z,y,x order), voxel units; voxel centres are integers */
  points: v.pipe(v.array(v.tuple([v.number(), v.number()])), v.minLength(1), v.maxLength(10000)),
  /** voxels, in the plane */
  radius: v.pipe(v.number(), v.minValue(0), v.maxValue(200)),
  /** the phase to paint; erasing paints the phase that was segmented first, or 0 */
  phase: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6)),
  erase: v.boolean(),
  /** paint only over these phases; absent: over all */
  over: v.optional(v.array(v.number())),
});

export const editResult = v.object({
  /** of the labels after the edit */
  version: v.string(),
  changedVoxels: v.number(),
  /** bounding box of what changed, half-open, z y x; null when nothing did */
  box: v.nullable(v.object({ start: v.tuple([v.number(), v.number(), v.number()]), end: v.tuple([v.number(), v.number(), v.number()]) })),
  edits: studyState.entries.edits,
});

export const evaluateDocument = v.object({
  phases: v.record(
    v.string(),
    v.object({
      dice: v.nullable(v.number()),
      iou: v.nullable(v.number()),
      boundaryF1: v.nullable(v.number()),
      volumeBias: v.nullable(v.number()),
      surfaceError: v.nullable(v.number()),
      /** lithium only */
      clDice: v.optional(v.nullable(v.number())),
      reason: v.optional(v.string()),
    }),
  ),
  connectivity: v.number(),
  deadFraction: v.object({
    measured: v.nullable(v.number()),
    truth: v.nullable(v.number()),
    interval: v.nullable(v.tuple([v.number(), v.number()])),
    reason: v.optional(v.string()),
  }),
  calibrationError: v.nullable(v.number()),
});

const verdict = v.picklist(['live', 'dead', 'unknown', 'none']);

/** the document of `lithoscope evaluate FOLDER` */
export const evaluationTable = v.object({
  schema: v.literal('lithoscope-evaluation/1'),
  methods: v.array(v.object({ id: v.string(), version: v.string() })),
  /** means with 95 % bootstrap intervals over structures */
  groups: v.array(
    v.object({
      name: v.string(),
      method: v.string(),
      volumes: v.number(),
      structures: v.number(),
      verdictsFlipped: v.number(),
      scores: v.record(v.string(), v.object({ mean: v.number(), low: v.number(), high: v.number(), volumes: v.number() })),
    }),
  ),
  rows: v.array(
    v.object({
      volume: v.string(),
      sha256: v.string(),
      modality: v.nullable(v.string()),
      family: v.nullable(v.string()),
      cell: v.nullable(v.string()),
      regime: v.nullable(v.string()),
      cnr: v.nullable(v.number()),
      structure: v.string(),
      heldOut: v.object({ family: v.boolean(), regime: v.boolean() }),
      method: v.string(),
      methodVersion: v.string(),
      seconds: v.number(),
      haloVoxels: v.number(),
      verdict: v.object({ truth: verdict, measured: verdict }),
      outOfRange: v.nullable(
        v.object({ level: v.string(), score: v.nullable(v.number()), measures: v.optional(v.record(v.string(), v.number())) }),
      ),
      /** PHASE.dice, .iou, .boundaryF1, .volumeBias, .surfaceError; lithium.clDice; surroundings.dice (electrolyte, pore and other as one); dead.* */
      scores: v.record(v.string(), v.nullable(v.number())),
    }),
  ),
});

/** `arePhases`: every value is the id of a phase, which does not say that it means that phase */
const labelValues = v.object({
  values: v.array(v.object({ value: v.number(), voxels: v.number() })),
  arePhases: v.boolean(),
});

const modelCheck = v.object({ passed: v.boolean(), maxAbsDiff: v.nullable(v.number()), message: v.string() });

export const segmentMethods = {
  'segment.run': job(
    v.object({
      study: studyId,
      model: v.string(),
      modelFile: v.optional(fileRef),
      mapping: v.optional(phaseMap),
      visibleSlice: v.optional(v.number()),
      quality: v.optional(quality),
    }),
    progress,
    studyState,
  ),
  /** runs the package's own test tensor on this machine */
  'segment.check': job(v.object({ model: v.string(), modelFile: v.optional(fileRef) }), progress, modelCheck),
  /** the distinct values of a label file, before anybody says what they mean */
  'segment.labelValues': job(v.object({ labels: fileRef }), progress, labelValues),
  /** labels from a file instead of a model; foreign values need `map` ("255=lithium,0=electrolyte") */
  'segment.import': job(v.object({ study: studyId, labels: fileRef, ...stackChoice, map: v.optional(v.string()) }), progress, studyState),
  'segment.file': job(
    v.object({
      stack: v.pipe(v.array(fileRef), v.minLength(1)),
      ...stackChoice,
      model: v.string(),
      modelFile: v.optional(fileRef),
      output: fileRef,
      probabilities: v.optional(fileRef),
      voxel: v.optional(voxelSize),
      collector: v.optional(collector),
      cell: v.optional(cell),
      mapping: v.optional(phaseMap),
      quality: v.optional(quality),
      /** a JSON file with depth curves */
      prior: v.optional(fileRef),
      threads: v.optional(v.number()),
    }),
    progress,
    segmentDocument,
  ),
  'edit.stroke': call(v.object({ study: studyId, stroke: brushStroke }), editResult),
  'edit.undo': call(v.object({ study: studyId }), editResult),
  'edit.redo': call(v.object({ study: studyId }), editResult),
  /** isolation and headline numbers of the labels as they are now */
  'review.refresh': job(
    v.object({ study: studyId }),
    progress,
    v.object({ version: v.string(), isolationVersion: v.string(), headline: v.array(namedQuantity) }),
  ),
  'evaluate.run': job(
    v.object({
      labels: fileRef,
      /** of the labels */
      ...stackChoice,
      truth: fileRef,
      truthPart: v.optional(filePart),
      probabilities: v.optional(fileRef),
      collector: v.optional(collector),
      map: v.optional(v.string()),
      connectivity: v.optional(v.number()),
    }),
    progress,
    evaluateDocument,
  ),
  /** networks and baselines over a folder of volumes with known truth */
  'evaluate.table': job(
    v.object({
      folder: fileRef,
      models: v.array(v.string()),
      baselines: v.array(v.string()),
      unseen: v.optional(v.array(v.string())),
      collector: v.optional(collector),
      output: v.optional(fileRef),
    }),
    progress,
    evaluationTable,
  ),
};

export type BrushStroke = v.InferOutput<typeof brushStroke>;
export type EditResult = v.InferOutput<typeof editResult>;
export type SegmentDocument = v.InferOutput<typeof segmentDocument>;
export type EvaluationTable = v.InferOutput<typeof evaluationTable>;
export type EvaluateDocument = v.InferOutput<typeof evaluateDocument>;
export type LabelValues = v.InferOutput<typeof labelValues>;
export type ModelCheck = v.InferOutput<typeof modelCheck>;
