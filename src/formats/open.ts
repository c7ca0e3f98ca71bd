/** From a path to a source: what is it, can it be read, and by whom. */
import { FormatError } from '../base/index.js';
import type { VolumeSource } from '../volume/index.js';
import { AMIRA } from './amira.js';
import { HEAD_BYTES } from './format.js';
import type { DatasetInfo, FormatHost, FormatRecord } from './format.js';
import { gzipHead, isGzip } from './gzip.js';
import { byteText, MIB } from './limits.js';
import { METAIMAGE } from './metaimage.js';
import { MRC } from './mrc.js';
import { NIFTI } from './nifti.js';
import { NPY, NPZ } from './npy.js';
import { NRRD } from './nrrd.js';
import { OME_ZARR } from './ome-zarr/index.js';
import { PICTURE } from './picture.js';
import { refusal } from './refused.js';
import { SER } from './ser.js';
import { SLICES } from './slices.js';
import { TIFF } from './tiff/index.js';
import { VTI } from './vti.js';
import { VTK_LEGACY } from './vtk-legacy.js';

/** decoded sizes beyond both are unusual enough to be told */
const LARGE_BYTES = 256 * MIB;
const LARGE_RATIO = 1000;

/** Every format, in the order of documentation. A new one is a record and a line here. */
export const FORMATS: readonly FormatRecord[] = [
  TIFF,
  SLICES,
  PICTURE,
  MRC,
  NRRD,
  METAIMAGE,
  NIFTI,
  AMIRA,
  VTK_LEGACY,
  VTI,
  SER,
  OME_ZARR,
  NPY,
  NPZ,
];

/** The format of a file or folder, told by its content. Throws when none fits. */
export async function detectFormat(host: FormatHost, path: string): Promise<FormatRecord> {
  const entry = await host.files.stat(path);
  if (entry.kind === 'folder') {
    for (const marker of ['zarr.json', '.zgroup', '.zarray', '.zattrs'])
      if (await host.files.exists(host.files.join(path, marker))) return OME_ZARR;
    return SLICES;
  }
  if (entry.size === 0)
    throw new FormatError(`${entry.name} is empty (0 bytes); copy or export it again.`, { code: 'empty-file', subject: path });
  const source = await host.files.open(path);
  try {
    let head = await source.read(0, Math.min(HEAD_BYTES, source.size));
    let candidates = FORMATS;
    let size = entry.size;
    if (isGzip(head)) {
      const inner = await gzipHead(source);
      candidates = FORMATS.filter((format) => format.gzip === true);
      // the true size of the content is unknown before it is decoded
      size = -1;
      if (candidates.some((format) => format.sniff(inner, entry.name, size) > 0)) head = inner;
    }
    const scored = candidates.map((format) => ({ format, score: format.sniff(head, entry.name, size) }));
    const best = scored.toSorted((a, b) => b.score - a.score)[0];
    if (best === undefined || best.score <= 0) throw refusal(head, entry.name);
    return best.format;
  } finally {
    await source.close();
  }
}

/** Opens a file, a folder of slices, an OME-Zarr, or several chosen slices. */
export async function openSource(host: FormatHost, path: string | readonly string[], dataset?: string): Promise<VolumeSource> {
  if (typeof path !== 'string') {
    const [only] = path;
    if (path.length !== 1 || only === undefined) return SLICES.openChosen(host, path);
    return openSource(host, only, dataset);
  }
  return openAs(host, await detectFormat(host, path), path, dataset);
}

/** Opens by a known format; a file that decodes to far more than it holds says so before anything is decoded. */
export async function openAs(host: FormatHost, format: FormatRecord, path: string, dataset?: string): Promise<VolumeSource> {
  const source = await format.open(host, path, dataset);
  const { size } = await host.files.stat(path);
  if (size < 0 || source.info.bytes <= LARGE_BYTES || source.info.bytes <= size * LARGE_RATIO) return source;
  const warning = `The file of ${byteText(size)} decodes to ${byteText(source.info.bytes)}; check that this is meant.`;
  return { ...source, info: { ...source.info, warnings: [...source.info.warnings, warning] } };
}

/** The data sets of a path, the default one first. */
export async function listDatasets(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  return (await detectFormat(host, path)).list(host, path);
}
