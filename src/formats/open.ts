/** From a path to a source: what is it, can it be read, and by whom. */
import { FormatError, InvalidInputError } from '../base/index.js';
import type { GeometrySource, VolumeSource } from '../volume/index.js';
import { HEAD_BYTES, isGeometryFormat, ONE_DATASET } from './format.js';
import type { DatasetInfo, FormatHost, FormatRecord, VolumeFormat } from './format.js';
import { gzipHead, isGzip } from './gzip.js';
import { byteText, MIB } from './limits.js';
import { FORMATS } from './list.js';
import { onlyStack } from './slices/only-stack.js';
import { isRawLayout, RAW } from './raw/index.js';
import { refusal } from './refused.js';
import { SLICES } from './slices/index.js';

/** decoded sizes beyond both are unusual enough to be told */
const LARGE_BYTES = 256 * MIB;
const LARGE_RATIO = 1000;

/** What is read for a path, and by whom. */
export interface Located {
  readonly format: FormatRecord;
  /** the path itself, or the one file of a folder */
  readonly path: string;
  readonly warnings: readonly string[];
}

/** Where the data of a file or folder lie. Throws when no format fits. */
export async function locate(host: FormatHost, path: string): Promise<Located> {
  const here = (format: FormatRecord): Located => ({ format, path, warnings: [] });
  if ((await host.files.stat(path)).kind === 'file') return here(await detectFormat(host, path));
  for (const format of FORMATS) if ((await format.ownsFolder?.(host, path)) === true) return here(format);
  const only = await onlyStack(host, path, (file) => detectFormat(host, file));
  if (only === undefined) return here(SLICES);
  const name = host.files.basename(only.path);
  return { ...only, warnings: [`The folder holds one file with data, ${name}, which is opened.`] };
}

/** The format of a file, told by its content; of a folder, by what is in it. Throws when none fits. */
export async function detectFormat(host: FormatHost, path: string): Promise<FormatRecord> {
  const entry = await host.files.stat(path);
  if (entry.kind === 'folder') return (await locate(host, path)).format;
  if (entry.size === 0)
    throw new FormatError(`${entry.name} is empty (0 bytes); copy or export it again.`, { code: 'empty-file', subject: path });
  const { head, candidates } = await sniffed(host, path);
  for (const format of candidates) if (format.confirm === undefined || (await format.confirm(host, path))) return format;
  throw refusal(head, entry.name);
}

/** Formats that the first bytes allow, the likeliest first; those of a gzipped file are looked at unpacked. */
async function sniffed(host: FormatHost, path: string): Promise<{ head: Uint8Array; candidates: readonly FormatRecord[] }> {
  const source = await host.files.open(path);
  try {
    let head = await source.read(0, Math.min(HEAD_BYTES, source.size));
    let possible = FORMATS;
    let { size } = source;
    if (isGzip(head)) {
      const inner = await gzipHead(source);
      possible = FORMATS.filter((format) => format.gzip === true);
      // the true size of the content is unknown before it is decoded
      size = -1;
      if (possible.some((format) => format.sniff(inner, source.name, size) > 0)) head = inner;
    }
    const scored = possible.map((format) => ({ format, score: format.sniff(head, source.name, size) })).filter(({ score }) => score > 0);
    return { head, candidates: scored.toSorted((a, b) => b.score - a.score).map(({ format }) => format) };
  } finally {
    await source.close();
  }
}

/** A format that holds voxels; particles and meshes are refused with the way to make voxels of them. */
export function volumeFormat(format: FormatRecord, name: string): VolumeFormat {
  if (!isGeometryFormat(format)) return format;
  const [kind = 'mesh'] = format.kinds;
  throw new InvalidInputError(
    `${name} holds ${kind === 'mesh' ? 'a mesh' : 'particles'}, not voxels; make voxels of it first, with the length of its unit (lithoscope voxelize).`,
    { code: 'not-voxels', subject: name },
  );
}

/** Opens particles or a mesh. */
export async function openGeometry(host: FormatHost, path: string): Promise<GeometrySource> {
  const { format, path: file } = await locate(host, path);
  if (isGeometryFormat(format)) return format.openGeometry(host, file);
  const name = host.files.basename(path);
  throw new InvalidInputError(`${name} already holds voxels (${format.title}); open it as it is.`, { code: 'not-geometry', subject: path });
}

/** Opens a file, a folder of slices, an OME-Zarr, or several chosen slices. */
export async function openSource(host: FormatHost, path: string | readonly string[], dataset?: string): Promise<VolumeSource> {
  if (typeof path !== 'string') {
    const [only] = path;
    if (path.length !== 1 || only === undefined) return SLICES.openChosen(host, path);
    return openSource(host, only, dataset);
  }
  if (isRawLayout(dataset)) return openAs(host, RAW, path, dataset);
  return openLocated(host, await locate(host, path), dataset);
}

/** Opens voxels where they lie, with what is to be said about the way there. */
export async function openLocated(host: FormatHost, { format, path, warnings }: Located, dataset?: string): Promise<VolumeSource> {
  const source = await openAs(host, volumeFormat(format, host.files.basename(path)), path, dataset);
  if (warnings.length === 0) return source;
  return { ...source, info: { ...source.info, warnings: [...warnings, ...source.info.warnings] } };
}

/** Opens by a known format; a file that decodes to far more than it holds says so before anything is decoded. */
export async function openAs(host: FormatHost, format: VolumeFormat, path: string, dataset?: string): Promise<VolumeSource> {
  const source = await format.open(host, path, dataset);
  const { size } = await host.files.stat(path);
  if (size < 0 || source.info.bytes <= LARGE_BYTES || source.info.bytes <= size * LARGE_RATIO) return source;
  const warning = `The file of ${byteText(size)} decodes to ${byteText(source.info.bytes)}; check that this is meant.`;
  return { ...source, info: { ...source.info, warnings: [...source.info.warnings, warning] } };
}

/** The data sets of a path, the default one first. */
export async function listDatasets(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  const { format, path: file } = await locate(host, path);
  return isGeometryFormat(format) ? ONE_DATASET : format.list(host, file);
}
