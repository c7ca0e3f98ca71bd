/** Numbers: measure, compare, simulate, report, and the run through all stages. */
import * as v from 'valibot';
import { call, job } from './define.js';
import {
  cell,
  collector,
  curve,
  errorEntry,
  face,
  filePart,
  fileRef,
  namedQuantity,
  progress,
  quantity,
  spacing,
  stackChoice,
  studyId,
  table,
  voxelSize,
  warning,
} from './words.js';

const paramValue = v.union([v.number(), v.boolean(), v.string(), v.array(v.number()), v.array(v.string())]);
export const measureRequest = v.object({
  id: v.optional(v.string()),
  metric: v.string(),
  params: v.optional(v.record(v.string(), v.unknown())),
});

/** `lithoscope-measure/1` */
export const measureDocument = v.object({
  schema: v.literal('lithoscope-measure/1'),
  input: v.object({ path: v.string(), sha256: v.string(), shape: v.array(v.number()), axes: v.string(), spacing: v.nullable(spacing) }),
  labels: v.record(v.string(), v.string()),
  results: v.array(
    v.object({
      id: v.optional(v.string()),
      metric: v.string(),
      params: v.record(v.string(), v.unknown()),
      error: v.optional(errorEntry),
      ...v.partial(quantity, ['unit', 'estimator']).entries,
    }),
  ),
  warnings: v.array(v.string()),
});

export const verdict = v.picklist(['indistinguishable', 'different', 'cannot-tell']);

const comparedRow = v.object({
  metric: v.string(),
  title: v.string(),
  a: quantity,
  b: quantity,
  distance: v.nullable(v.number()),
  noiseFloor: v.nullable(v.object({ value: v.number(), windows: v.number() })),
  ratio: v.nullable(v.number()),
  verdict,
  reason: v.optional(v.string()),
});

/** the document of `lithoscope compare` */
export const compareDocument = v.object({
  schema: v.literal('lithoscope-compare/1'),
  a: v.string(),
  b: v.optional(v.string()),
  matched: v.object({ spacing: v.nullable(spacing), window: v.array(v.number()), capacity: v.nullable(quantity) }),
  rows: v.array(comparedRow),
  curves: v.record(v.string(), v.array(curve)),
  generators: v.optional(
    v.array(
      v.object({
        id: v.string(),
        title: v.string(),
        params: v.record(v.string(), v.unknown()),
        seeds: v.array(v.number()),
        verdict,
        rows: v.array(comparedRow),
        reason: v.optional(v.string()),
      }),
    ),
  ),
  /** true: no generator is within the noise floor; null: cannot be told */
  noneFits: v.optional(v.nullable(v.boolean())),
  warnings: v.array(v.string()),
});

export const measureResult = v.object({
  document: measureDocument,
  headline: v.array(namedQuantity),
  tables: v.array(table),
  curves: v.array(curve),
  /** measured beside the set by request; they are the last of the results, in this order */
  chosen: v.optional(v.array(measureRequest)),
});

export const analyzeDocument = v.object({
  study: v.string(),
  steps: v.array(
    v.object({ id: v.string(), status: v.picklist(['done', 'skipped', 'failed']), seconds: v.number(), reason: v.optional(v.string()) }),
  ),
  results: measureDocument.entries.results,
  report: v.array(v.string()),
  warnings: v.array(v.string()),
});

const simulated = v.object({
  output: v.string(),
  truth: v.string(),
  generator: v.string(),
  params: v.record(v.string(), v.unknown()),
  seed: v.number(),
  sha256: v.string(),
  shape: v.array(v.number()),
  spacing: v.nullable(spacing),
  seconds: v.number(),
});

const reportFiles = v.object({
  files: v.array(v.object({ name: v.string(), title: v.string(), bytes: v.number() })),
  warnings: v.array(warning),
});

/** an item of the lists `models | formats | metrics | generators`: id and title, and what the record adds */
const catalogItem = v.looseObject({ id: v.string(), title: v.string() });

const generatorChoice = v.object({ id: v.string(), params: v.optional(v.record(v.string(), paramValue)) });

/** `lithoscope-selftest/1` */
const selftestDocument = v.object({
  schema: v.literal('lithoscope-selftest/1'),
  /** null: biases are for cubic voxels, features are told in voxels only */
  spacing: v.nullable(spacing),
  results: v.array(
    v.object({
      metric: v.string(),
      phantom: v.string(),
      estimator: v.string(),
      featureVoxels: v.number(),
      copies: v.number(),
      bias: v.nullable(v.number()),
      spread: v.nullable(v.number()),
      relative: v.boolean(),
      allowed: v.number(),
      passed: v.nullable(v.boolean()),
      reason: v.optional(v.string()),
    }),
  ),
  passed: v.boolean(),
});

export const measureMethods = {
  'catalog.list': call(
    v.object({ what: v.picklist(['models', 'formats', 'metrics', 'generators']) }),
    v.object({ items: v.array(catalogItem) }),
  ),
  'measure.run': job(
    // error bars cost about as much again as the numbers: on unless said otherwise
    v.object({
      study: studyId,
      /** instead of the standard set */
      metrics: v.optional(v.array(v.string())),
      /** beside the set */
      requests: v.optional(v.array(measureRequest)),
      /** true: numbers of the last run that still hold are kept, and only the requests that it lacks are measured */
      keep: v.optional(v.boolean()),
      errorBars: v.optional(v.boolean()),
    }),
    progress,
    measureResult,
  ),
  'measure.get': call(v.object({ study: studyId }), v.nullable(measureResult)),
  'measure.file': job(
    v.object({
      labels: fileRef,
      ...stackChoice,
      voxel: v.optional(voxelSize),
      collector: v.optional(collector),
      map: v.optional(v.string()),
      metrics: v.optional(v.array(v.string())),
      request: v.optional(v.array(measureRequest)),
      /** default: on, off for an exact request */
      errorBars: v.optional(v.boolean()),
      threads: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64))),
    }),
    progress,
    measureDocument,
  ),
  'selftest.run': job(
    v.object({
      /** in metres, or in voxels across; neither: a ladder of 4, 8 and 16 voxels */
      feature: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0))),
      featureVoxels: v.optional(v.pipe(v.number(), v.minValue(2), v.maxValue(40))),
      voxel: v.optional(voxelSize),
      metrics: v.optional(v.array(v.string())),
    }),
    progress,
    selftestDocument,
  ),
  'compare.run': job(
    v.object({
      study: studyId,
      generators: v.pipe(v.array(generatorChoice), v.minLength(1)),
      seeds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50))),
    }),
    progress,
    compareDocument,
  ),
  'compare.get': call(v.object({ study: studyId }), v.nullable(compareDocument)),
  'compare.files': job(
    v.object({
      a: fileRef,
      b: v.optional(fileRef),
      /** of `a` */
      ...stackChoice,
      bPart: v.optional(filePart),
      generators: v.optional(v.array(generatorChoice)),
      seeds: v.optional(v.number()),
      metrics: v.optional(v.array(v.string())),
      voxel: v.optional(voxelSize),
      collector: v.optional(collector),
      map: v.optional(v.string()),
    }),
    progress,
    compareDocument,
  ),
  'simulate.run': job(
    v.object({
      generator: v.string(),
      params: v.optional(v.record(v.string(), v.string())),
      seed: v.optional(v.number()),
      output: fileRef,
    }),
    progress,
    simulated,
  ),
  'synthesize.run': job(
    v.object({
      family: v.string(),
      modality: v.string(),
      params: v.optional(v.record(v.string(), v.string())),
      seed: v.optional(v.number()),
      count: v.optional(v.number()),
      pictures: v.optional(v.number()),
      shards: v.optional(v.object({ start: v.number() })),
      output: fileRef,
    }),
    progress,
    v.object({
      items: v.array(v.object({ image: v.string(), labels: v.string(), truth: v.string(), seed: v.number(), sha256: v.string() })),
    }),
  ),
  'report.build': job(
    v.object({ study: studyId, formats: v.array(v.picklist(['html', 'csv', 'json'])), output: v.optional(fileRef) }),
    progress,
    reportFiles,
  ),
  'report.get': call(v.object({ study: studyId }), v.nullable(reportFiles)),
  'analyze.run': job(
    v.object({
      stack: v.pipe(v.array(fileRef), v.minLength(1)),
      ...stackChoice,
      output: fileRef,
      voxel: v.optional(voxelSize),
      collector: v.optional(v.array(face)),
      cell: v.optional(cell),
      models: v.optional(v.array(v.string())),
      recipe: v.optional(fileRef),
      threads: v.optional(v.number()),
    }),
    v.object({ ...progress.entries, stage: v.string() }),
    analyzeDocument,
  ),
};

export type MeasureDocument = v.InferOutput<typeof measureDocument>;
export type MeasureRequest = v.InferOutput<typeof measureRequest>;
export type MeasureResult = v.InferOutput<typeof measureResult>;
export type CompareDocument = v.InferOutput<typeof compareDocument>;
export type SelftestDocument = v.InferOutput<typeof selftestDocument>;
export type AnalyzeDocument = v.InferOutput<typeof analyzeDocument>;
export type ReportFiles = v.InferOutput<typeof reportFiles>;
export type CatalogItem = v.InferOutput<typeof catalogItem>;
