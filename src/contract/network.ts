/** Networks: which one suits a stack, what is known before it looks, and how two results differ. */
import * as v from 'valibot';
import { call, job } from './define.js';
import { fileRef, lengthUnit, progress, studyId } from './words.js';

/** fast: int8 weights where the package has them; best: full weights, averaged with the mirror image and other directions */
export const quality = v.picklist(['fast', 'best']);

const phase = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6));

/**
 * Where phases can lie, over the distance to the current collector: straight lines between points, constant beyond.
 * A weight of 1 leaves a phase as it is, 0.1 makes it ten times less likely.
 */
export const depthPrior = v.object({
  unit: lengthUnit,
  curves: v.array(
    v.object({
      phase,
      points: v.pipe(
        v.array(v.tuple([v.pipe(v.number(), v.finite()), v.pipe(v.number(), v.minValue(0), v.maxValue(1))])),
        v.minLength(1),
        v.maxLength(100),
      ),
    }),
  ),
});

export const outOfRangeReport = v.object({
  level: v.picklist(['ok', 'warn', 'bad']),
  reasons: v.array(v.string()),
  /** from the picture alone: 0 usual, 1 worth a warning, 2 foreign */
  score: v.optional(v.number()),
  /** what was measured on the picture and its result; packages say what is usual */
  measures: v.optional(v.record(v.string(), v.number())),
});

export const modelSuggestion = v.object({
  /** null: no installed model suits */
  model: v.nullable(v.string()),
  modality: v.nullable(v.picklist(['xct', 'fib', 'cryo'])),
  reason: v.string(),
});

/** `a` are the labels of the study as they are now, `b` what they are compared with */
export const differenceDocument = v.object({
  a: v.object({ title: v.string() }),
  b: v.object({ title: v.string() }),
  voxels: v.number(),
  changed: v.number(),
  changedShare: v.number(),
  phases: v.array(
    v.object({
      phase,
      a: v.number(),
      b: v.number(),
      /** Dice overlap; null where neither has the phase */
      agreement: v.nullable(v.number()),
    }),
  ),
});

/** A model that a person brought along. `mapping`: channel -> phase; null until somebody says what they mean */
const ownModel = v.object({
  ref: fileRef,
  mapping: v.nullable(v.record(v.string(), phase)),
  card: v.looseObject({ id: v.string(), title: v.string() }),
});

export const networkMethods = {
  /** copies the .zip of a model package into the study */
  'models.add': call(v.object({ study: studyId, modelFile: fileRef }), ownModel),
  /** the models in the study itself; their `ref` goes where a `modelFile` is asked for */
  'models.own': call(v.object({ study: studyId }), v.object({ items: v.array(ownModel) })),
  'models.map': call(v.object({ study: studyId, id: v.string(), mapping: v.record(v.string(), phase) }), ownModel),
  /** the installed model for a stack, by what is known of it, and why */
  'models.suggest': call(v.object({ study: studyId }), modelSuggestion),
  /**
   * A second result for the same stack. Afterwards the layer "difference" of the study shows where it differs from the
   * labels as they are: 0 where they agree, else 8 x the phase of the study + the phase of the second result.
   */
  'segment.difference': job(
    v.object({
      study: studyId,
      other: v.variant('kind', [
        v.object({
          kind: v.literal('model'),
          model: v.string(),
          modelFile: v.optional(fileRef),
          mapping: v.optional(v.record(v.string(), phase)),
          quality: v.optional(quality),
        }),
        v.object({ kind: v.literal('labels'), labels: fileRef, map: v.optional(v.string()) }),
        /** the labels of the study before the first edit */
        v.object({ kind: v.literal('first') }),
      ]),
    }),
    progress,
    differenceDocument,
  ),
};

export type DepthPrior = v.InferOutput<typeof depthPrior>;
export type ModelSuggestion = v.InferOutput<typeof modelSuggestion>;
export type OwnModel = v.InferOutput<typeof ownModel>;
export type DifferenceDocument = v.InferOutput<typeof differenceDocument>;
