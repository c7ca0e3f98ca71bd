/**
 * A model package: description, weights and test tensors of a folder or zip archive, checked before anything
 * runs. What comes back can be run by `segmentVolume`; everything else was refused by name.
 */
import { LithoscopeError, ModelError } from '../base/index.js';
import type { Codecs, Files } from '../ports/index.js';
import type { DeadShareMargins } from './dead-share.js';
import { readBank, type EmbeddingBank } from './embedding-bank.js';
import { inputAxes, outputAxes, sliceOffsets, type InputAxes, type OutputAxes, type SpaceId } from './model-axes.js';
import { bindOutputs, probabilitiesAt, type ModelOutputs } from './model-outputs.js';
import { checkGraph, checkHash, hash, readVariant, unpack, verifyWeights, type Variant } from './model-weights.js';
import { parseOperations, type Operation } from './operations.js';
import { folderPackage, insidePath, zipPackage, type PackageFiles } from './package-files.js';
import type { UsualRange } from './range-score.js';
import { onnxWeights, parseRdf, type Rdf, type RdfTensor, type Tolerance, type TrainedOn } from './rdf.js';

interface TestTensors {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
}

export interface ModelPackage {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string | null;
  /** the folder, or the archive */
  readonly path: string;
  /** of the weights */
  readonly sha256: string;
  /** of the description: part of what a finished tile depends on */
  readonly descriptionSha256: string;
  readonly weightsPath: string;
  readonly opset: number;
  readonly input: InputAxes;
  readonly output: OutputAxes;
  /** positions of the graph's outputs */
  readonly outputs: ModelOutputs;
  /** what scores are divided by before the softmax */
  readonly temperature: number;
  /** "xct", "fib", "cryo"; null when the package does not say */
  readonly modality: string | null;
  readonly bank: EmbeddingBank | null;
  /** what the interval of the dead share is widened by; null: it is of the three rules only */
  readonly deadShare: DeadShareMargins | null;
  /** what the validation volumes were like; null: only what `trainedOn` says is known */
  readonly usual: UsualRange | null;
  readonly int8: Variant | null;
  /** slice of each input channel, relative to the slice that is labelled */
  readonly sliceOffsets: readonly number[];
  readonly preprocessing: readonly Operation[];
  readonly postprocessing: readonly Operation[];
  /** names of the classes; a model with one channel gets "background" as a second */
  readonly classes: readonly string[];
  /** class name -> phase id; null until the user maps a foreign model's classes */
  readonly classToPhase: Readonly<Record<string, number>> | null;
  /** the axis along which lithium grows in the data that the model was trained on */
  readonly growthAxis: SpaceId | null;
  readonly trainedOn: TrainedOn | null;
  readonly tolerance: Tolerance;
  readonly tests: TestTensors | null;
  readonly warnings: readonly string[];
}

export interface LoadOptions {
  /** where weights of zip archives are unpacked; a folder of the program's own */
  readonly unpackTo: string;
}

const DESCRIPTIONS = ['rdf.yaml', 'bioimageio.yaml'];
const MAX_DESCRIPTION = 2 ** 20;
const MAX_TEST_TENSOR = 2 ** 28;
const TOLERANCE: Tolerance = { relative_tolerance: 1e-3, absolute_tolerance: 1e-3, mismatched_elements_per_million: 100 };

export async function loadModelPackage(files: Files, codecs: Codecs, path: string, options: LoadOptions): Promise<ModelPackage> {
  const entry = await files.stat(path);
  const content = entry.kind === 'folder' ? folderPackage(files, path) : await zipPackage(files, path);
  const { name: file, bytes } = await readDescription(content);
  const rdf = parseRdf(new TextDecoder().decode(bytes), `${content.name}/${file}`);
  const { image, result, position, ...described } = describe(rdf, content.name);
  const weights = await verifyWeights(content, codecs, onnxWeights(rdf, content.name));
  checkGraph(weights.header, described.input, content.name);
  const hints = rdf.config.lithoscope;
  const place = { content, files, codecs, unpackTo: options.unpackTo };
  const weightsPath = await unpack(place, weights);
  const { classToPhase, warnings } = phaseMap(hints?.phases, described.classes);
  return {
    id: hints?.id ?? rdf.id ?? content.name.replace(/\.zip$/i, ''),
    name: rdf.name,
    version: String(rdf.version ?? '0'),
    description: rdf.description ?? '',
    license: rdf.license ?? null,
    path,
    sha256: weights.sha256,
    descriptionSha256: hash(codecs, bytes),
    weightsPath,
    opset: weights.header.opsets.get('') ?? 0,
    ...described,
    outputs: bindOutputs(rdf, weights.header, position, content.name),
    temperature: hints?.temperature ?? 1,
    modality: hints?.modality ?? hints?.trained_on?.modality ?? null,
    bank: hints?.embedding_bank === undefined ? null : await readBank(content, codecs, hints.embedding_bank),
    deadShare: marginsOf(hints?.dead_share),
    usual: hints?.usual ?? null,
    int8: hints?.variants?.int8 === undefined ? null : await readVariant(place, hints.variants.int8, described.input),
    classToPhase,
    growthAxis: hints?.growth_axis ?? null,
    trainedOn: hints?.trained_on ?? null,
    tolerance: rdf.config.bioimageio?.reproducibility_tolerance?.[0] ?? TOLERANCE,
    tests: await testTensors(content, codecs, image, result),
    warnings,
  };
}

function marginsOf(hint: DeadShareMargins | undefined): DeadShareMargins | null {
  if (hint === undefined) return null;
  const { below, above, coverage, volumes } = hint;
  return { below, above, coverage, volumes };
}

async function readDescription(content: PackageFiles): Promise<{ name: string; bytes: Uint8Array }> {
  for (const name of DESCRIPTIONS) if (await content.has(name)) return { name, bytes: await content.read(name, MAX_DESCRIPTION) };
  throw new ModelError(`${content.name} holds no rdf.yaml or bioimageio.yaml; choose the folder or zip of a BioImage Model Zoo package.`, {
    code: 'no-description',
    subject: content.name,
  });
}

/** The parts of the description that steer the run. */
function describe(rdf: Rdf, name: string) {
  if (rdf.type !== 'model')
    throw new ModelError(`${name} describes a ${rdf.type}, not a model; choose a model package.`, {
      code: 'bad-description',
      subject: 'type',
    });
  const required = rdf.inputs.filter((input) => !input.optional);
  const image = rdf.inputs[0];
  if (required.length !== 1 || image === undefined || image !== required[0])
    throw new ModelError(
      `${name}: the model needs ${required.length} inputs (${required.map((input) => input.id ?? 'unnamed').join(', ')}), ` +
        'models with exactly one required image input, named first, can be run.',
      { code: 'unsupported-inputs', subject: 'inputs' },
    );
  const position = probabilitiesAt(rdf, name);
  const result = rdf.outputs[position];
  if (result === undefined)
    throw new ModelError(`${name}: the description names no output; correct it.`, { code: 'bad-description', subject: 'outputs' });
  const input = inputAxes(image, name);
  const output = outputAxes(result, image, input, rdf.config.lithoscope?.border, name);
  const channels = output.channels;
  return {
    image,
    result,
    position,
    input,
    output,
    sliceOffsets: sliceOffsets(input.channels, rdf.config.lithoscope?.slice_offsets, input, name),
    preprocessing: parseOperations(image.preprocessing, { name, stage: 'preprocessing', axes: input.order }),
    postprocessing: parseOperations(result.postprocessing, { name, stage: 'postprocessing', axes: output.order }),
    classes: channels.length === 1 ? ['background', ...channels] : channels,
  };
}

async function testTensors(content: PackageFiles, codecs: Codecs, image: RdfTensor, result: RdfTensor): Promise<TestTensors | null> {
  if (image.test_tensor === undefined || result.test_tensor === undefined) return null;
  const [input, output] = await Promise.all(
    [image.test_tensor, result.test_tensor].map(async ({ source, sha256 }) => {
      const bytes = await content.read(insidePath(source, content.name), MAX_TEST_TENSOR);
      if (sha256 !== undefined) checkHash(codecs, bytes, sha256, source, content.name);
      return bytes;
    }),
  );
  return input === undefined || output === undefined ? null : { input, output };
}

/** The package's own table of phases, when it covers every class. */
function phaseMap(phases: Readonly<Record<string, number>> | undefined, classes: readonly string[]) {
  if (phases === undefined) return { classToPhase: null, warnings: [] };
  const known = classes.length === 2 && classes[0] === 'background' ? { background: 0, ...phases } : phases;
  const missing = classes.filter((name) => !Object.hasOwn(known, name));
  if (missing.length > 0) return { classToPhase: null, warnings: [`the package gives no phase for ${missing.join(', ')}`] };
  return { classToPhase: Object.fromEntries(classes.map((name) => [name, (known as Record<string, number>)[name] ?? 0])), warnings: [] };
}

export interface ListedModel {
  readonly path: string;
  readonly package: ModelPackage | null;
  /** why the package cannot be run */
  readonly error: LithoscopeError | null;
}

/** Every package in the folders of `root`, broken ones with their reason. */
export async function listModels(files: Files, codecs: Codecs, root: string, options: LoadOptions): Promise<readonly ListedModel[]> {
  if (!(await files.exists(root))) return [];
  const models: ListedModel[] = [];
  for (const entry of [...(await files.list(root))].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const described =
      entry.kind === 'folder'
        ? (await Promise.all(DESCRIPTIONS.map((name) => files.exists(files.join(entry.path, name))))).includes(true)
        : /\.zip$/i.test(entry.name);
    if (!described) continue;
    try {
      models.push({ path: entry.path, package: await loadModelPackage(files, codecs, entry.path, options), error: null });
    } catch (error) {
      if (!(error instanceof LithoscopeError)) throw error;
      models.push({ path: entry.path, package: null, error });
    }
  }
  return models;
}
