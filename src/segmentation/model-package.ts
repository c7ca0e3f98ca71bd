/**
 * A model package: description, weights and test tensors of a folder or zip archive, checked before anything
 * runs. What comes back can be run by `segmentVolume`; everything else was refused by name.
 */
import { LithoscopeError, ModelError } from '../base/index.js';
import type { Codecs, Files } from '../ports/index.js';
import { inputAxes, outputAxes, sliceOffsets, type InputAxes, type OutputAxes, type SpaceId } from './model-axes.js';
import { readOnnxHeader, type OnnxHeader } from './onnx-header.js';
import { parseOperations, type Operation } from './operations.js';
import { folderPackage, insidePath, zipPackage, type PackageFiles } from './package-files.js';
import { onnxWeights, parseRdf, type Rdf, type RdfOnnx, type RdfTensor, type Tolerance, type TrainedOn } from './rdf.js';

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
const MAX_WEIGHTS = 2 ** 29;
const MAX_TEST_TENSOR = 2 ** 28;
const MIN_OPSET = 7;
/** newest opset of ai.onnx that the bundled runtime (1.30) opens */
const MAX_OPSET = 26;
const DOMAINS = ['', 'ai.onnx', 'com.microsoft'];
const FLOAT32 = 1;
const TOLERANCE: Tolerance = { relative_tolerance: 1e-3, absolute_tolerance: 1e-3, mismatched_elements_per_million: 100 };

export async function loadModelPackage(files: Files, codecs: Codecs, path: string, options: LoadOptions): Promise<ModelPackage> {
  const entry = await files.stat(path);
  const content = entry.kind === 'folder' ? folderPackage(files, path) : await zipPackage(files, path);
  const { name: file, bytes } = await readDescription(content);
  const rdf = parseRdf(new TextDecoder().decode(bytes), `${content.name}/${file}`);
  const { image, result, ...described } = describe(rdf, content.name);
  const weights = await verifyWeights(content, codecs, onnxWeights(rdf, content.name));
  checkGraph(weights.header, described.input, content.name);
  const hints = rdf.config.lithoscope;
  const weightsPath = content.folder === null ? await unpack(files, options.unpackTo, weights) : files.join(content.folder, weights.source);
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
    classToPhase,
    growthAxis: hints?.growth_axis ?? null,
    trainedOn: hints?.trained_on ?? null,
    tolerance: rdf.config.bioimageio?.reproducibility_tolerance?.[0] ?? TOLERANCE,
    tests: await testTensors(content, codecs, image, result),
    warnings,
  };
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
  const result = rdf.outputs[0];
  if (result === undefined)
    throw new ModelError(`${name}: the description names no output; correct it.`, { code: 'bad-description', subject: 'outputs' });
  const input = inputAxes(image, name);
  const output = outputAxes(result, image, input, name);
  const channels = output.channels;
  return {
    image,
    result,
    input,
    output,
    sliceOffsets: sliceOffsets(input.channels, rdf.config.lithoscope?.slice_offsets, input, name),
    preprocessing: parseOperations(image.preprocessing, { name, stage: 'preprocessing', axes: input.order }),
    postprocessing: parseOperations(result.postprocessing, { name, stage: 'postprocessing', axes: output.order }),
    classes: channels.length === 1 ? ['background', ...channels] : channels,
  };
}

interface VerifiedWeights {
  readonly source: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly header: OnnxHeader;
  readonly external: readonly { readonly source: string; readonly bytes: Uint8Array }[];
}

async function verifyWeights(content: PackageFiles, codecs: Codecs, entry: RdfOnnx): Promise<VerifiedWeights> {
  const source = insidePath(entry.source, content.name);
  const bytes = await content.read(source, MAX_WEIGHTS);
  if (entry.sha256 === undefined)
    throw new ModelError(`${content.name}: the description gives no sha256 for ${source}; add it, so that damage is noticed.`, {
      code: 'hash-missing',
      subject: source,
    });
  const sha256 = checkHash(codecs, bytes, entry.sha256, source, content.name);
  const header = readOnnxHeader(bytes, `${content.name}/${source}`);
  const external: { source: string; bytes: Uint8Array }[] = [];
  const folder = source.includes('/') ? source.slice(0, source.lastIndexOf('/') + 1) : '';
  for (const location of header.external) {
    const file = insidePath(folder + location, content.name);
    if (!(await content.has(file)))
      throw new ModelError(`${content.name}: ${source} keeps its weights in ${file}, which is not in the package; add the file.`, {
        code: 'external-data-missing',
        subject: file,
      });
    const data = await content.read(file, MAX_WEIGHTS);
    if (entry.external_data?.sha256 !== undefined && insidePath(entry.external_data.source, content.name) === file)
      checkHash(codecs, data, entry.external_data.sha256, file, content.name);
    external.push({ source: file, bytes: data });
  }
  return { source, bytes, sha256, header, external };
}

function hash(codecs: Codecs, bytes: Uint8Array): string {
  const hasher = codecs.sha256();
  hasher.update(bytes);
  return hasher.hex();
}

function checkHash(codecs: Codecs, bytes: Uint8Array, expected: string, source: string, name: string): string {
  const found = hash(codecs, bytes);
  if (found === expected.toLowerCase()) return found;
  throw new ModelError(
    `${name}: ${source} has the sha256 ${found.slice(0, 12)}..., the description says ${expected.slice(0, 12)}...; the file is damaged or was changed, get the package again.`,
    { code: 'hash-mismatch', subject: source },
  );
}

/** What the graph itself says must fit the description. */
function checkGraph(header: OnnxHeader, input: InputAxes, name: string): void {
  const opset = header.opsets.get('') ?? header.opsets.get('ai.onnx') ?? 0;
  if (opset < MIN_OPSET || opset > MAX_OPSET)
    throw new ModelError(
      `${name}: the weights use ONNX opset ${opset}, opsets ${MIN_OPSET} to ${MAX_OPSET} can be run; export the model again.`,
      {
        code: 'unsupported-opset',
        subject: 'opset',
      },
    );
  const foreign = header.domains.find((domain) => !DOMAINS.includes(domain));
  if (foreign !== undefined)
    throw new ModelError(
      `${name}: the weights use operators of the domain "${foreign}", only standard ones can be run; export without them.`,
      {
        code: 'unsupported-operator',
        subject: foreign,
      },
    );
  const first = header.inputs[0];
  const rank = input.order.length;
  if (first === undefined || first.dims.length !== rank)
    throw new ModelError(
      `${name}: the graph's first input has ${first?.dims.length ?? 0} axes, the description says ${rank} (${input.order.join(', ')}); correct the axes.`,
      {
        code: 'axes-mismatch',
        subject: first?.name ?? 'inputs',
      },
    );
  if (first.elementType !== FLOAT32)
    throw new ModelError(`${name}: the graph's input "${first.name}" is not float32; export the model with a float32 input.`, {
      code: 'unsupported-dtype',
      subject: first.name,
    });
  const channels = first.dims[input.order.indexOf('channel')];
  if (typeof channels === 'number' && channels !== input.channels.length)
    throw new ModelError(
      `${name}: the graph takes ${channels} channels, the description names ${input.channels.length} (${input.channels.join(', ')}); correct channel_names.`,
      {
        code: 'channels-mismatch',
        subject: 'channel_names',
      },
    );
}

async function unpack(files: Files, folder: string, weights: VerifiedWeights): Promise<string> {
  const target = files.join(folder, weights.sha256);
  const place = (source: string): string => files.join(target, ...source.split('/'));
  for (const file of [{ source: weights.source, bytes: weights.bytes }, ...weights.external]) {
    await files.makeFolder(files.dirname(place(file.source)));
    await files.writeBytes(place(file.source), file.bytes);
  }
  return place(weights.source);
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
