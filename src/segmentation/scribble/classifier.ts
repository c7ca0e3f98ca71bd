/** A trained scribble classifier, and the same as JSON: it can be kept beside a study, sent, and used on other images. */
import * as v from 'valibot';
import { FormatError, InvalidInputError } from '../../base/index.js';
import type { Forest, NetworkBlend } from '../../kernels/index.js';

export interface ScribbleClassifier {
  /** phase of each class of the forest */
  readonly phases: readonly number[];
  /** names of the columns that the forest looks at, in order */
  readonly features: readonly string[];
  /** the network whose answer is among them */
  readonly model: { readonly id: string; readonly version: string; readonly sha256: string } | null;
  readonly forest: Forest;
  /** how much the network's own classes count; null without one, or when its classes are not mapped to phases */
  readonly blend: NetworkBlend | null;
  readonly trained: {
    readonly strokes: number;
    /** painted voxels by phase id */
    readonly voxels: Readonly<Record<string, number>>;
    /** share of painted voxels, each phase counting the same, that trees which did not see their stroke call right; null when no tree could */
    readonly accuracy: number | null;
  };
}

const SCHEMA = 'lithoscope-classifier/1';
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const schema = v.object({
  schema: v.literal(SCHEMA),
  phases: v.pipe(v.array(v.pipe(whole, v.minValue(1), v.maxValue(6))), v.minLength(2)),
  features: v.array(v.string()),
  model: v.nullable(v.object({ id: v.string(), version: v.string(), sha256: v.string() })),
  blend: v.nullable(
    v.object({
      column: whole,
      classOf: v.array(v.pipe(v.number(), v.integer(), v.minValue(-1))),
      finish: v.picklist(['softmax', 'sigmoid', 'none']),
      temperature: v.pipe(v.number(), v.minValue(1e-3)),
      weight: v.pipe(v.number(), v.minValue(0), v.maxValue(10)),
    }),
  ),
  trained: v.object({ strokes: whole, voxels: v.record(v.string(), whole), accuracy: v.nullable(v.number()) }),
  /** little-endian numbers in base64 */
  forest: v.object({
    roots: v.string(),
    feature: v.string(),
    threshold: v.string(),
    child: v.string(),
    share: v.string(),
  }),
});

export function encodeClassifier(classifier: ScribbleClassifier): string {
  const { forest, ...rest } = classifier;
  const { roots, feature, threshold, child, share } = forest;
  const document: v.InferOutput<typeof schema> = {
    schema: SCHEMA,
    phases: [...rest.phases],
    features: [...rest.features],
    model: rest.model,
    blend: rest.blend === null ? null : { ...rest.blend, classOf: [...rest.blend.classOf] },
    trained: { ...rest.trained, voxels: { ...rest.trained.voxels } },
    forest: {
      roots: toBase64(roots),
      feature: toBase64(feature),
      threshold: toBase64(threshold),
      child: toBase64(child),
      share: toBase64(share),
    },
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

export function decodeClassifier(text: string, file: string): ScribbleClassifier {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw damaged(file, 'is not JSON', cause);
  }
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) throw damaged(file, `is not one (${parsed.issues[0].message})`);
  const { forest, schema: _, ...rest } = parsed.output;
  try {
    const decoded: Forest = {
      classes: rest.phases.length,
      features: rest.features.length,
      roots: new Int32Array(fromBase64(forest.roots)),
      feature: new Uint16Array(fromBase64(forest.feature)),
      threshold: new Float32Array(fromBase64(forest.threshold)),
      child: new Int32Array(fromBase64(forest.child)),
      share: new Float32Array(fromBase64(forest.share)),
    };
    const { blend } = rest;
    const fits =
      blend === null || (blend.column + blend.classOf.length <= decoded.features && blend.classOf.every((c) => c < decoded.classes));
    if (!fits || !isSound(decoded)) throw damaged(file, 'holds a forest whose parts do not fit together');
    return { ...rest, forest: decoded };
  } catch (cause) {
    throw cause instanceof FormatError ? cause : damaged(file, 'holds numbers that cannot be read', cause);
  }
}

function damaged(file: string, what: string, cause?: unknown): FormatError {
  return new FormatError(`${file} should be a scribble classifier and ${what}; give a file that "segment --save-classifier" wrote.`, {
    code: 'bad-classifier',
    subject: file,
    cause,
  });
}

/** No walk can leave the arrays: children come after their parent, within the tree. */
function isSound(forest: Forest): boolean {
  const nodes = forest.feature.length;
  const trees = forest.roots.length - 1;
  if (trees < 1 || forest.roots[0] !== 0 || forest.roots[trees] !== nodes) return false;
  if (forest.threshold.length !== nodes || forest.child.length !== nodes || forest.share.length !== nodes * forest.classes) return false;
  for (let t = 0; t < trees; t++) {
    const [from, to] = [forest.roots[t] as number, forest.roots[t + 1] as number];
    if (from >= to) return false;
    for (let node = from; node < to; node++) {
      const child = forest.child[node] as number;
      if ((forest.feature[node] as number) >= forest.features) return false;
      if (child !== node && (child <= node || child + 1 >= to)) return false;
      if (child === node && forest.threshold[node] !== Infinity) return false;
    }
  }
  return true;
}

function toBase64(data: Int32Array | Uint8Array | Uint16Array | Float32Array): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

function fromBase64(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
}

/** Refuses a classifier that asks for features which this run does not have. */
export function requireFeatures(classifier: ScribbleClassifier, names: readonly string[], model: ScribbleClassifier['model']): void {
  const hint = { code: 'classifier-mismatch', subject: 'classifier' };
  if (classifier.model !== null && classifier.model.sha256 !== model?.sha256)
    throw new InvalidInputError(
      `The classifier was trained on the network ${classifier.model.id} ${classifier.model.version}, not on ${model === null ? 'none' : model.id}; run it with that network, or train again.`,
      hint,
    );
  if (classifier.model === null && model !== null)
    throw new InvalidInputError('The classifier was trained without a network; run it without one, or train again.', hint);
  const same = classifier.features.length === names.length && names.every((name, i) => name === classifier.features[i]);
  if (!same)
    throw new InvalidInputError(
      `The classifier looks at ${classifier.features.length} features and this image has ${names.length} (flat images and volumes differ); train again.`,
      hint,
    );
}
