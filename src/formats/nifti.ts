/** NIfTI-1 and NIfTI-2: single files (.nii, .nii.gz) and pairs (.hdr with .img). Stored values stay stored; the rescale slope is described. */
import type { ByteSource } from '../ports/index.js';
import type { Axis, AxisName, VolumeSource } from '../volume/index.js';
import { HEAD_BYTES, ONE_DATASET } from './format.js';
import type { FormatHost, VolumeFormat } from './format.js';
import { gzipHead, isGzip, openMaybeGzipped } from './gzip.js';
import { corrupt, unsupported } from './limits.js';
import { rawSource } from './raw-source.js';
import { besideFile } from './side-data.js';
import { kindOf, sourceInfo } from './source-info.js';
import type { StoredType } from './stored.js';

const TYPES: Readonly<Record<number, StoredType>> = {
  2: 'uint8',
  4: 'int16',
  8: 'int32',
  16: 'float32',
  64: 'float64',
  256: 'int8',
  512: 'uint16',
  768: 'uint32',
  1024: 'int64',
  1280: 'uint64',
};
/** colours of 8 bits, interleaved, and how many */
const COLOURS: Readonly<Record<number, number>> = { 128: 3, 2304: 4 };
const UNITS: Readonly<Record<number, string>> = { 1: 'm', 2: 'mm', 3: 'um' };

interface NiftiHeader {
  readonly bigEndian: boolean;
  readonly dims: readonly number[];
  readonly type: number;
  readonly steps: readonly number[];
  readonly offset: number;
  readonly slope: number;
  readonly intercept: number;
  readonly unitCode: number;
  readonly magic: string;
}

/** 348 or 540 in the file's byte order, or undefined. */
function headerSize(head: Uint8Array): { size: 348 | 540; bigEndian: boolean } | undefined {
  if (head.length < 348) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (const bigEndian of [false, true]) {
    const size = view.getInt32(0, !bigEndian);
    if (size === 348 || (size === 540 && head.length >= 540)) return { size, bigEndian };
  }
  return undefined;
}

function magicAt(head: Uint8Array, size: 348 | 540): string {
  const at = size === 348 ? 344 : 4;
  return String.fromCharCode(...head.subarray(at, at + 3));
}

function parseHeader(head: Uint8Array): NiftiHeader | undefined {
  const found = headerSize(head);
  if (found === undefined) return undefined;
  const { size, bigEndian } = found;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const little = !bigEndian;
  const eight = <T>(read: (i: number) => T): T[] => Array.from({ length: 8 }, (_, i) => read(i));
  const common = { bigEndian, magic: magicAt(head, size) };
  if (size === 348)
    return {
      ...common,
      dims: eight((i) => view.getInt16(40 + 2 * i, little)),
      type: view.getInt16(70, little),
      steps: eight((i) => view.getFloat32(76 + 4 * i, little)),
      offset: view.getFloat32(108, little),
      slope: view.getFloat32(112, little),
      intercept: view.getFloat32(116, little),
      unitCode: view.getUint8(123) & 7,
    };
  return {
    ...common,
    dims: eight((i) => Number(view.getBigInt64(16 + 8 * i, little))),
    type: view.getInt16(12, little),
    steps: eight((i) => view.getFloat64(104 + 8 * i, little)),
    offset: Number(view.getBigInt64(168, little)),
    slope: view.getFloat64(176, little),
    intercept: view.getFloat64(184, little),
    unitCode: view.getInt32(500, little) & 7,
  };
}

function isHeader(head: Uint8Array): boolean {
  const found = headerSize(head);
  return found !== undefined && ['n+1', 'n+2', 'ni1', 'ni2'].includes(magicAt(head, found.size));
}

/** The data file of a pair has nothing of its own that tells: `confirm` looks for the header beside it. */
function sniff(head: Uint8Array, name: string): number {
  if (isHeader(head)) return 1;
  return /\.img(\.gz)?$/i.test(name) ? 0.02 : 0;
}

/** The header of a pair, for the path of either file. */
async function headerPath(host: FormatHost, path: string): Promise<string> {
  const match = /^(.*)\.img(\.gz)?$/i.exec(host.files.basename(path));
  if (match === null) return path;
  const folder = host.files.dirname(path);
  for (const ending of ['.hdr', '.hdr.gz', '.HDR']) {
    const candidate = host.files.join(folder, `${match[1] ?? ''}${ending}`);
    if ((await host.files.exists(candidate)) && isHeader(await firstBytes(host, candidate))) return candidate;
  }
  return path;
}

async function firstBytes(host: FormatHost, path: string): Promise<Uint8Array> {
  const source = await host.files.open(path);
  try {
    const head = await source.read(0, Math.min(HEAD_BYTES, source.size));
    return isGzip(head) ? await gzipHead(source) : head;
  } finally {
    await source.close();
  }
}

async function confirm(host: FormatHost, path: string): Promise<boolean> {
  return isHeader(await firstBytes(host, await headerPath(host, path)));
}

/** Axes t c z y x from the file's x y z t c, fastest first; higher dimensions are refused. */
function axesOf(header: NiftiHeader, name: string): { axes: Axis[]; order: number[] } {
  const count = header.dims[0] ?? 0;
  if (!(count >= 1 && count <= 7)) throw corrupt(name, `its header claims ${count} dimensions`);
  if (header.dims.slice(6, count + 1).some((n) => n > 1))
    throw unsupported(name, 'NIfTI files of more than 5 dimensions are not supported.');
  const sizes = [1, 2, 3, 4, 5].map((i) => (i <= count ? (header.dims[i] ?? 0) : 1));
  if (sizes.some((n) => !(n >= 1))) throw corrupt(name, `its header gives the impossible size ${sizes.join(' x ')}`);
  const names: readonly AxisName[] = ['x', 'y', 'z', 't', 'c'];
  // slowest first as in the file: c t z y x; axes of length 1 beyond the plane are left out
  const file = names
    .map((axis, i) => ({ name: axis, size: sizes[i] ?? 1 }))
    .filter((axis, i) => i < 2 || axis.size > 1 || (i === 2 && count >= 3));
  file.reverse();
  const shown = file.toSorted((a, b) => 'tczyx'.indexOf(a.name) - 'tczyx'.indexOf(b.name));
  return { axes: shown, order: shown.map((axis) => file.indexOf(axis)) };
}

/** The .img beside a .hdr, gzipped or not. The header is done with. */
async function openPair(host: FormatHost, path: string, header: ByteSource): Promise<ByteSource> {
  const stem = host.files.basename(path).replace(/\.hdr(\.gz)?$/i, '');
  for (const ending of ['.img', '.img.gz', '.IMG']) {
    const candidate = host.files.join(host.files.dirname(path), stem + ending);
    if (!(await host.files.exists(candidate))) continue;
    // refused where it is a link out of the folder
    await (await besideFile(host, path, stem + ending)).close();
    const { bytes } = await openMaybeGzipped(host, candidate);
    await header.close();
    return bytes;
  }
  throw corrupt(header.name, `its data file "${stem}.img" is not beside it`);
}

async function open(host: FormatHost, given: string): Promise<VolumeSource> {
  const path = await headerPath(host, given);
  const { bytes, gzipped } = await openMaybeGzipped(host, path);
  try {
    const header = parseHeader(await bytes.read(0, Math.min(1024, bytes.size)));
    if (header === undefined) throw corrupt(bytes.name, 'its NIfTI header is incomplete');
    const colours = COLOURS[header.type];
    const stored = colours === undefined ? TYPES[header.type] : 'uint8';
    if (stored === undefined)
      throw unsupported(bytes.name, `NIfTI data type ${header.type} is not supported; save it as integers or floats.`);
    const { axes, order } = axesOf(header, bytes.name);
    const samples: Axis[] = colours === undefined ? [] : [{ name: 'c', size: colours }];
    const scaled = header.slope !== 0 && Number.isFinite(header.slope) && (header.slope !== 1 || header.intercept !== 0);
    const [, x = 0, y = 0, z = 0] = header.steps.map(Math.abs);
    const info = sourceInfo({
      format: 'nifti',
      kind: kindOf(axes),
      path: given,
      name: bytes.name,
      axes: [...axes, ...samples],
      stored,
      cost: gzipped ? 'whole-file' : 'contiguous',
      spacing: { value: [z > 0 ? z : x, y, x], unit: UNITS[header.unitCode] ?? null, source: 'NIfTI pixdim' },
      valueScale: scaled ? { slope: header.slope, intercept: header.intercept } : undefined,
    });
    const paired = header.magic.startsWith('ni');
    if (!Number.isInteger(header.offset) || header.offset < (paired ? 0 : 348))
      throw corrupt(bytes.name, `its data offset ${header.offset} is impossible`);
    return rawSource(info, {
      bytes: paired ? await openPair(host, path, bytes) : bytes,
      offset: header.offset,
      stored,
      bigEndian: header.bigEndian,
      order: [...order, ...samples.map(() => axes.length)],
    });
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

export const NIFTI: VolumeFormat = {
  id: 'nifti',
  title: 'NIfTI-1 and NIfTI-2',
  extensions: ['nii', 'nii.gz', 'hdr', 'img'],
  kinds: ['volume', 'series', 'image'],
  text: {
    reads:
      'Integer, float and RGB samples, either byte order, in place (any size); gzipped files up to 1 GiB decoded; pairs of .hdr and .img are opened by either.',
    keeps: 'Voxel size and unit; the rescale slope beside the stored values.',
    loses: 'The orientation matrix is not kept. Refused: complex and 128-bit types.',
  },
  gzip: true,
  sniff,
  confirm,
  list: () => Promise.resolve(ONE_DATASET),
  open,
};
