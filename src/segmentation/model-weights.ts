/** The weights of a package: unharmed, complete, and a graph that fits the description. */
import { ModelError } from '../base/index.js';
import type { Codecs, Files } from '../ports/index.js';
import type { InputAxes } from './model-axes.js';
import { readOnnxHeader, type OnnxHeader } from './onnx-header.js';
import { insidePath, type PackageFiles } from './package-files.js';
import type { RdfFile, RdfOnnx } from './rdf.js';

const MAX_WEIGHTS = 2 ** 29;
const MIN_OPSET = 7;
/** newest opset of ai.onnx that the bundled runtime (1.30) opens */
const MAX_OPSET = 26;
const DOMAINS = ['', 'ai.onnx', 'com.microsoft'];
const FLOAT32 = 1;

export interface VerifiedWeights {
  readonly source: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly header: OnnxHeader;
  readonly external: readonly { readonly source: string; readonly bytes: Uint8Array }[];
}

export async function verifyWeights(content: PackageFiles, codecs: Codecs, entry: RdfOnnx): Promise<VerifiedWeights> {
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

export function hash(codecs: Codecs, bytes: Uint8Array): string {
  const hasher = codecs.sha256();
  hasher.update(bytes);
  return hasher.hex();
}

export function checkHash(codecs: Codecs, bytes: Uint8Array, expected: string, source: string, name: string): string {
  const found = hash(codecs, bytes);
  if (found === expected.toLowerCase()) return found;
  throw new ModelError(
    `${name}: ${source} has the sha256 ${found.slice(0, 12)}..., the description says ${expected.slice(0, 12)}...; the file is damaged or was changed, get the package again.`,
    { code: 'hash-mismatch', subject: source },
  );
}

/** What the graph itself says must fit the description. */
export function checkGraph(header: OnnxHeader, input: InputAxes, name: string): void {
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

/** Where a package lies, and where files of an archive may be put. */
export interface PackagePlace {
  readonly content: PackageFiles;
  readonly files: Files;
  readonly codecs: Codecs;
  readonly unpackTo: string;
}

/** The engine opens weights by path: those of an archive are put into a folder of the program's own first. */
export async function unpack({ content, files, unpackTo }: PackagePlace, weights: VerifiedWeights): Promise<string> {
  if (content.folder !== null) return files.join(content.folder, ...weights.source.split('/'));
  const target = files.join(unpackTo, weights.sha256);
  const place = (source: string): string => files.join(target, ...source.split('/'));
  for (const file of [{ source: weights.source, bytes: weights.bytes }, ...weights.external]) {
    await files.makeFolder(files.dirname(place(file.source)));
    await files.writeBytes(place(file.source), file.bytes);
  }
  return place(weights.source);
}

/** Other weights of the same network. */
export interface Variant {
  readonly weightsPath: string;
  readonly sha256: string;
}

export async function readVariant(place: PackagePlace, entry: RdfFile, input: InputAxes): Promise<Variant> {
  const { content, codecs } = place;
  const weights = await verifyWeights(content, codecs, entry);
  checkGraph(weights.header, input, content.name);
  return { weightsPath: await unpack(place, weights), sha256: weights.sha256 };
}
