/** Schemas of the words that several methods share. Units and axes as in `src/volume`. */
import * as v from 'valibot';
import { FACES, type Unit } from '../volume/index.js';

const finite = v.pipe(v.number(), v.finite());

/** An opaque handle of a file or folder that the user granted; never a path. */
export const fileRef = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

export const studyId = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/));

export const face = v.picklist(FACES);
export const collector = v.array(face);
export const cell = v.picklist(['wet', 'dry', 'mixed']);
export const lengthUnit = v.picklist(['m', 'mm', 'um', 'nm', 'A']);

/** A voxel size given by a person: z, y, x in one unit. */
export const voxelSize = v.object({ value: v.tuple([finite, finite, finite]), unit: lengthUnit });

/** Spacing as read: a source always, a unit only when the file has one. */
export const spacing = v.object({ value: v.array(finite), unit: v.nullable(v.string()), source: v.string() });

/** What of a file is meant, as `stack.info` names it; absent parts: the first. */
export const stackChoice = {
  dataset: v.optional(v.pipe(v.string(), v.maxLength(1000))),
  /** index of a time point */
  time: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** index or name of a channel */
  channel: v.optional(v.union([v.pipe(v.number(), v.integer(), v.minValue(0)), v.pipe(v.string(), v.maxLength(200))])),
};

/** The same for the second of two files. */
export const filePart = v.object(stackChoice);

export const warning = v.object({ code: v.string(), message: v.string() });

export const errorEntry = v.object({ code: v.string(), message: v.string(), subject: v.optional(v.string()) });

export const unit = v.custom<Unit>((value) => typeof value === 'string', 'unit');

export const quantity = v.object({
  value: v.union([finite, v.literal('Infinity'), v.boolean(), v.array(finite), v.record(v.string(), finite), v.null()]),
  unit,
  reason: v.optional(v.string()),
  estimator: v.string(),
  uncertainty: v.optional(v.record(v.string(), v.union([finite, v.tuple([finite, finite])]))),
  note: v.optional(v.string()),
});

/** A quantity with the metric that it is a value of. */
export const namedQuantity = v.object({ metric: v.string(), title: v.string(), ...quantity.entries });

const column = v.object({ id: v.string(), title: v.string(), unit });
export const table = v.object({
  id: v.string(),
  title: v.string(),
  columns: v.array(column),
  rows: v.array(v.array(v.union([finite, v.string(), v.boolean(), v.null()]))),
});

const curveAxis = v.object({ label: v.string(), unit, scale: v.optional(v.literal('log')), values: v.array(finite) });
export const curve = v.object({ id: v.string(), title: v.string(), x: curveAxis, y: curveAxis });

/** How far a job is. `etaSeconds` is a range [soonest, latest]; absent until it can be said. */
export const progress = v.object({
  done: finite,
  total: finite,
  what: v.string(),
  voxelsPerSecond: v.optional(finite),
  etaSeconds: v.optional(v.tuple([finite, finite])),
  reused: v.optional(finite),
});

export const stageId = v.picklist(['load', 'prepare', 'segment', 'review', 'measure', 'compare', 'report']);
export const stageStatus = v.picklist(['empty', 'ready', 'running', 'done', 'stale']);

export type StageId = v.InferOutput<typeof stageId>;
export type StageStatus = v.InferOutput<typeof stageStatus>;
export type JobProgress = v.InferOutput<typeof progress>;
export type NamedQuantity = v.InferOutput<typeof namedQuantity>;
export type VoxelSizeInput = v.InferOutput<typeof voxelSize>;
export type CellKind = v.InferOutput<typeof cell>;
