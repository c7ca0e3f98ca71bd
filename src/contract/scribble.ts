/** The scribble classifier: a few strokes instead of a trained network, or on top of one. */
import * as v from 'valibot';
import { call, job } from './define.js';
import { segmentDocument } from './segment.js';
import { studyState } from './study.js';
import { collector, fileRef, progress, stackChoice, studyId, voxelSize } from './words.js';

/** what was learnt, from what, and how well */
export const scribbleSummary = v.object({
  /** connected painted pieces */
  strokes: v.number(),
  /** painted voxels by phase id */
  voxels: v.record(v.string(), v.number()),
  /** 0 when the classifier was taken from a file */
  trainSeconds: v.number(),
  /** on strokes that were left out, each phase counting the same; null when it cannot be told */
  trainingAccuracy: v.nullable(v.number()),
  /** what the forest looks at */
  features: v.array(v.string()),
  model: v.nullable(v.object({ id: v.string(), version: v.string(), sha256: v.string() })),
});

/** the document of `lithoscope segment --scribbles` */
export const scribbleDocument = v.object({ ...segmentDocument.entries, scribbles: scribbleSummary });

/** A stroke of the scribble brush; phase 0 rubs out. Same geometry as the strokes that edit labels. */
export const scribbleStroke = v.object({
  /** normal of the plane painted on */
  axis: v.picklist(['z', 'y', 'x']),
  slice: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** row, column in the plane, voxel units */
  points: v.pipe(v.array(v.tuple([v.number(), v.number()])), v.minLength(1), v.maxLength(10000)),
  /** voxels, in the plane */
  radius: v.pipe(v.number(), v.minValue(0), v.maxValue(200)),
  phase: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6)),
});

export const scribbleState = v.object({
  /** of the strokes; pictures are in the layer `scribbles` */
  version: v.string(),
  /** painted voxels by phase id */
  voxels: v.record(v.string(), v.number()),
  edits: studyState.entries.edits,
  /** what was learnt last; `stale`: strokes have changed since. null: nothing yet */
  classifier: v.nullable(v.object({ ...scribbleSummary.entries, version: v.string(), stale: v.boolean() })),
});

/** The labels of the slice are in the layer `scribble-preview`, for this axis and index only. */
export const scribblePreview = v.object({
  axis: v.picklist(['z', 'y', 'x']),
  index: v.number(),
  version: v.string(),
  seconds: v.number(),
  /** pixels per phase id */
  phases: v.record(v.string(), v.number()),
  state: scribbleState,
});

const studyModel = {
  study: studyId,
  /** whose answer the forest looks at beside its filters; absent: filters alone */
  model: v.optional(v.string()),
  modelFile: v.optional(fileRef),
};

export const scribbleMethods = {
  'scribble.state': call(v.object({ study: studyId }), scribbleState),
  'scribble.stroke': call(v.object({ study: studyId, stroke: scribbleStroke }), scribbleState),
  'scribble.undo': call(v.object({ study: studyId }), scribbleState),
  'scribble.redo': call(v.object({ study: studyId }), scribbleState),
  /** rubs out everything; can be undone */
  'scribble.clear': call(v.object({ study: studyId }), scribbleState),
  /** learns from the strokes as they are */
  'scribble.train': job(v.object(studyModel), progress, scribbleState),
  /** learns when strokes have changed, and labels one slice; without strokes of two phases it only gets the slice ready */
  'scribble.preview': job(
    v.object({ ...studyModel, axis: v.picklist(['z', 'y', 'x']), index: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
    progress,
    v.nullable(scribblePreview),
  ),
  /** labels the whole stack; the result is a segmentation like that of a network */
  'scribble.apply': job(v.object({ ...studyModel, visibleSlice: v.optional(v.number()) }), progress, studyState),
  'scribble.export': call(v.object({ study: studyId, output: fileRef }), v.object({ output: v.string() })),
  /** a classifier that was saved, in the place of what was learnt here */
  'scribble.import': call(v.object({ study: studyId, classifier: fileRef }), scribbleState),
  /** a stack to labels by strokes, or by a classifier that was saved */
  'scribble.file': job(
    v.object({
      stack: v.pipe(v.array(fileRef), v.minLength(1)),
      ...stackChoice,
      /** phase ids where strokes are, 0 elsewhere; the shape of the stack */
      scribbles: v.optional(fileRef),
      /** foreign values of the strokes: "85=electrolyte,170=lithium" */
      map: v.optional(v.string()),
      classifier: v.optional(fileRef),
      saveClassifier: v.optional(fileRef),
      /** whose answer the forest looks at beside its filters */
      model: v.optional(v.string()),
      modelFile: v.optional(fileRef),
      output: fileRef,
      probabilities: v.optional(fileRef),
      voxel: v.optional(voxelSize),
      collector: v.optional(collector),
      seed: v.optional(v.number()),
    }),
    progress,
    scribbleDocument,
  ),
};

export type ScribbleSummary = v.InferOutput<typeof scribbleSummary>;
export type ScribbleDocument = v.InferOutput<typeof scribbleDocument>;
export type ScribbleStroke = v.InferOutput<typeof scribbleStroke>;
export type ScribbleState = v.InferOutput<typeof scribbleState>;
export type ScribblePreview = v.InferOutput<typeof scribblePreview>;
