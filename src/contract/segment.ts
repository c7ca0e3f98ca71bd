/** Segmentation, review of the labels, and scoring against a truth. */
import * as v from 'valibot';
import { call, job } from './define.js';
import { cell, collector, fileRef, namedQuantity, progress, studyId, voxelSize } from './words.js';
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
  outOfRange: v.object({ level: v.picklist(['ok', 'warn', 'bad']), reasons: v.array(v.string()) }),
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
    }),
    progress,
    studyState,
  ),
  /** runs the package's own test tensor on this machine */
  'segment.check': job(v.object({ model: v.string(), modelFile: v.optional(fileRef) }), progress, modelCheck),
  /** the distinct values of a label file, before anybody says what they mean */
  'segment.labelValues': job(v.object({ labels: fileRef }), progress, labelValues),
  /** labels from a file instead of a model; foreign values need `map` ("255=lithium,0=electrolyte") */
  'segment.import': job(v.object({ study: studyId, labels: fileRef, map: v.optional(v.string()) }), progress, studyState),
  'segment.file': job(
    v.object({
      stack: v.pipe(v.array(fileRef), v.minLength(1)),
      model: v.string(),
      modelFile: v.optional(fileRef),
      output: fileRef,
      probabilities: v.optional(fileRef),
      voxel: v.optional(voxelSize),
      collector: v.optional(collector),
      cell: v.optional(cell),
      mapping: v.optional(phaseMap),
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
      truth: fileRef,
      probabilities: v.optional(fileRef),
      collector: v.optional(collector),
      map: v.optional(v.string()),
      connectivity: v.optional(v.number()),
    }),
    progress,
    evaluateDocument,
  ),
};

export type BrushStroke = v.InferOutput<typeof brushStroke>;
export type EditResult = v.InferOutput<typeof editResult>;
export type SegmentDocument = v.InferOutput<typeof segmentDocument>;
export type EvaluateDocument = v.InferOutput<typeof evaluateDocument>;
export type LabelValues = v.InferOutput<typeof labelValues>;
export type ModelCheck = v.InferOutput<typeof modelCheck>;
