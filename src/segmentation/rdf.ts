/**
 * The description of a network: `rdf.yaml` of the BioImage Model Zoo, format 0.5. Only what this program
 * runs faithfully is accepted; anything else in the file is refused by its name, never ignored.
 * Spec: bioimage.io model description 0.5.
 */
import * as v from 'valibot';
import { parse } from 'yaml';
import { ModelError } from '../base/index.js';

const axisSchema = v.looseObject({
  type: v.string(),
  id: v.optional(v.string()),
  size: v.optional(v.unknown()),
  channel_names: v.optional(v.array(v.string())),
  halo: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  scale: v.optional(v.number()),
});

const operationSchema = v.looseObject({ id: v.string(), kwargs: v.optional(v.record(v.string(), v.unknown()), {}) });

const fileSchema = v.looseObject({ source: v.string(), sha256: v.optional(v.string()) });

const tensorSchema = v.looseObject({
  id: v.optional(v.string()),
  optional: v.optional(v.boolean(), false),
  axes: v.array(axisSchema),
  data: v.optional(v.unknown()),
  test_tensor: v.optional(fileSchema),
  preprocessing: v.optional(v.array(operationSchema), []),
  postprocessing: v.optional(v.array(operationSchema), []),
});

const onnxSchema = v.looseObject({
  source: v.string(),
  sha256: v.optional(v.string()),
  opset_version: v.optional(v.pipe(v.number(), v.integer())),
  external_data: v.optional(fileSchema),
});

const toleranceSchema = v.looseObject({
  relative_tolerance: v.optional(v.number(), 1e-3),
  absolute_tolerance: v.optional(v.number(), 1e-3),
  mismatched_elements_per_million: v.optional(v.number(), 100),
});

const trainedOnSchema = v.looseObject({
  modality: v.optional(v.string()),
  voxel_nm: v.optional(v.tuple([v.number(), v.number()])),
  cnr: v.optional(v.tuple([v.number(), v.number()])),
  /** most that the voxels of a training volume are longer on one axis than on another */
  aspect: v.optional(v.pipe(v.number(), v.minValue(1))),
  /** bands of grey-value quantiles after the preprocessing, over the training volumes */
  quantiles: v.optional(v.looseObject({ percentiles: v.array(v.number()), low: v.array(v.number()), high: v.array(v.number()) })),
  /** class names from dark to bright, where the image formation fixes the order */
  dark_to_bright: v.optional(v.array(v.string())),
});

const bankSchema = v.looseObject({
  /** training vectors after the projection, float32 [n, k] */
  ...fileSchema.entries,
  /** row 0 the mean, further rows the components, divided by their standard deviations: float32 [1 + length, k] */
  projection: v.optional(fileSchema),
  threshold_warn: v.optional(v.number()),
  threshold_bad: v.optional(v.number()),
});

/** margins of the dead share's interval: `dead-share.ts` */
const deadShareSchema = v.looseObject({
  below: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  above: v.pipe(v.number(), v.minValue(0), v.maxValue(10)),
  coverage: v.pipe(v.number(), v.minValue(0.5), v.maxValue(0.999)),
  volumes: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

/** what is usual for pictures of the kind: `range-score.ts` */
const usualSchema = v.looseObject({
  volumes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  warn: v.pipe(v.number(), v.minValue(1e-3)),
  measures: v.record(v.string(), v.tuple([v.number(), v.number(), v.number()])),
});

const hintsSchema = v.looseObject({
  id: v.optional(v.string()),
  phases: v.optional(v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6)))),
  growth_axis: v.optional(v.picklist(['z', 'y', 'x'])),
  slice_offsets: v.optional(v.array(v.pipe(v.number(), v.integer()))),
  trained_on: v.optional(trainedOnSchema),
  modality: v.optional(v.string()),
  /** ids of the outputs: what the description calls them, or the graph */
  outputs: v.optional(
    v.looseObject({ probabilities: v.optional(v.string()), embedding: v.optional(v.string()), features: v.optional(v.string()) }),
  ),
  /** voxels of reflected picture beyond each face; inner seams overlap by the halo */
  border: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** scores are divided by it before the softmax */
  temperature: v.optional(v.pipe(v.number(), v.minValue(0.05), v.maxValue(20))),
  embedding_bank: v.optional(bankSchema),
  dead_share: v.optional(deadShareSchema),
  usual: v.optional(usualSchema),
  variants: v.optional(v.looseObject({ int8: v.optional(fileSchema) })),
});

const configSchema = v.looseObject({
  bioimageio: v.optional(v.looseObject({ reproducibility_tolerance: v.optional(v.array(toleranceSchema)) })),
  lithoscope: v.optional(hintsSchema),
});

const rdfSchema = v.looseObject({
  format_version: v.string(),
  type: v.optional(v.string(), 'model'),
  name: v.string(),
  id: v.optional(v.string()),
  version: v.optional(v.union([v.string(), v.number()])),
  description: v.optional(v.nullable(v.string())),
  license: v.optional(v.nullable(v.string())),
  documentation: v.optional(v.unknown()),
  inputs: v.array(tensorSchema),
  outputs: v.array(tensorSchema),
  weights: v.record(v.string(), v.unknown()),
  config: v.optional(configSchema, {}),
});

export type Rdf = v.InferOutput<typeof rdfSchema>;
export type RdfTensor = v.InferOutput<typeof tensorSchema>;
export type RdfAxis = v.InferOutput<typeof axisSchema>;
export type RdfOperation = v.InferOutput<typeof operationSchema>;
export type RdfOnnx = v.InferOutput<typeof onnxSchema>;
export type TrainedOn = v.InferOutput<typeof trainedOnSchema>;
export type RdfBank = v.InferOutput<typeof bankSchema>;
export type RdfFile = v.InferOutput<typeof fileSchema>;
export type Tolerance = v.InferOutput<typeof toleranceSchema>;

/** Parses the text; `name` is the file's name for messages. */
export function parseRdf(text: string, name: string): Rdf {
  const document = parseYaml(text, name);
  checkVersion(document, name);
  const result = v.safeParse(rdfSchema, document);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue) ?? 'the document';
  throw new ModelError(`${name}: ${field}: ${issue.message}; correct the description or export the model again.`, {
    code: 'bad-description',
    subject: field,
  });
}

function parseYaml(text: string, name: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 }) as unknown;
  } catch (cause) {
    const first = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new ModelError(`${name} is not valid YAML (${first}); correct the description or export the model again.`, {
      code: 'bad-description',
      subject: name,
      cause,
    });
  }
}

function checkVersion(document: unknown, name: string): void {
  const found =
    document !== null && typeof document === 'object' && 'format_version' in document ? String(document.format_version) : 'none';
  if (/^0\.5(\.|$)/.test(found)) return;
  throw new ModelError(
    `${name}: format_version is ${found}, this program reads 0.5; convert the package with bioimageio.spec, or take its newer release.`,
    { code: 'unsupported-description', subject: 'format_version' },
  );
}

/** The ONNX entry of the weights, or a refusal that names what is there instead. */
export function onnxWeights(rdf: Rdf, name: string): RdfOnnx {
  const found = Object.keys(rdf.weights);
  const entry = rdf.weights['onnx'];
  if (entry === undefined)
    throw new ModelError(`${name}: the weights are ${found.join(', ') || 'missing'}, only onnx can be run; export the model to ONNX.`, {
      code: 'unsupported-weights',
      subject: 'weights',
    });
  const result = v.safeParse(onnxSchema, entry);
  if (!result.success)
    throw new ModelError(`${name}: weights.onnx: ${result.issues[0].message}; correct the description.`, {
      code: 'bad-description',
      subject: 'weights.onnx',
    });
  return result.output;
}
