/**
 * MRC and CCP4 maps (.mrc .mrcs .rec .st .map, also gzipped), after the MRC2014 description: a header of 1024
 * bytes, an extended header, then samples. ISPG 0 marks a stack of independent images, never a volume.
 */
import type { ByteSource } from '../ports/index.js';
import type { Axis, SourceKind, VolumeSource } from '../volume/index.js';
import { ONE_DATASET } from './format.js';
import type { FormatHost, FormatRecord } from './format.js';
import { openMaybeGzipped } from './gzip.js';
import { corrupt, unsupported } from './limits.js';
import { rawSource } from './raw-source.js';
import { sourceInfo } from './source-info.js';
import { storedBytes } from './stored.js';
import type { StoredType } from './stored.js';

const HEADER_BYTES = 1024;
const MAX_AXIS = 1_000_000;
/** written by IMOD, which may store bytes without a sign */
const IMOD_STAMP = 1146047817;

const MODES: Readonly<Record<number, StoredType>> = { 0: 'int8', 1: 'int16', 2: 'float32', 6: 'uint16', 12: 'float16' };
const REFUSED_MODES: Readonly<Record<number, string>> = { 3: 'complex integers', 4: 'complex numbers', 16: 'RGB', 101: '4-bit values' };

interface MrcHeader {
  readonly bigEndian: boolean;
  /** columns, rows, sections as stored */
  readonly sizes: readonly [number, number, number];
  readonly mode: number;
  readonly stored: StoredType | undefined;
  /** for columns, rows, sections: 1 x, 2 y, 3 z */
  readonly map: readonly [number, number, number];
  /** voxel size along x, y, z in angstrom; not positive when unknown */
  readonly voxel: readonly [number, number, number];
  readonly intervals: readonly [number, number, number];
  readonly spaceGroup: number;
  readonly dataOffset: number;
}

function parseHeader(view: DataView, bigEndian: boolean): MrcHeader {
  const int = (at: number): number => view.getInt32(at, !bigEndian);
  const float = (at: number): number => view.getFloat32(at, !bigEndian);
  const triple = (at: number): [number, number, number] => [int(at), int(at + 4), int(at + 8)];
  const mode = int(12);
  const imod = int(152) === IMOD_STAMP && (int(156) & 1) === 0;
  const intervals = triple(28);
  const map = triple(64);
  return {
    bigEndian,
    sizes: triple(0),
    mode,
    stored: mode === 0 && imod ? 'uint8' : MODES[mode],
    map: [1, 2, 3].every((axis) => map.includes(axis)) ? map : [1, 2, 3],
    voxel: [float(40) / intervals[0], float(44) / intervals[1], float(48) / intervals[2]],
    intervals,
    spaceGroup: int(88),
    dataOffset: HEADER_BYTES + int(92),
  };
}

/** The header in the byte order of the machine stamp, or in the one that makes sense. */
function readHeader(head: Uint8Array): MrcHeader | undefined {
  if (head.length < 216) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const stamp = view.getUint8(212);
  const orders = stamp === 0x11 ? [true, false] : [false, true];
  return orders.map((big) => parseHeader(view, big)).find(isPlausible);
}

function isPlausible(header: MrcHeader): boolean {
  const known = header.stored !== undefined || Object.hasOwn(REFUSED_MODES, header.mode);
  return known && header.sizes.every((n) => n > 0 && n <= MAX_AXIS) && header.dataOffset >= HEADER_BYTES;
}

function sniff(head: Uint8Array, _name: string, size: number): number {
  const header = readHeader(head);
  if (header === undefined) return 0;
  const magic = String.fromCharCode(...head.subarray(208, 212));
  if (magic === 'MAP ' || magic === 'MAP\0') return 1;
  // old files lack the magic: believe them only when the sizes explain the length exactly
  const [nx, ny, nz] = header.sizes;
  const bytes = header.stored === undefined ? 0 : nx * ny * nz * storedBytes(header.stored);
  return bytes > 0 && size === header.dataOffset + bytes ? 0.6 : 0;
}

/** Axes in z, y, x order with the position of each in the file (sections, rows, columns). */
function spatialAxes(header: MrcHeader): { sizes: [number, number, number]; order: [number, number, number] } {
  const fileAxis = (axis: number): number => 2 - header.map.indexOf(axis);
  const order: [number, number, number] = [fileAxis(3), fileAxis(2), fileAxis(1)];
  const [nc, nr, ns] = header.sizes;
  const fileSizes = [ns, nr, nc];
  return { sizes: [fileSizes[order[0]] ?? 1, fileSizes[order[1]] ?? 1, fileSizes[order[2]] ?? 1], order };
}

interface MrcAxes {
  readonly axes: readonly Axis[];
  readonly order: readonly number[];
  readonly kind: SourceKind;
  readonly warnings: readonly string[];
}

function stackAxes(header: MrcHeader, name: string): MrcAxes {
  const { sizes, order } = spatialAxes(header);
  const [z, y, x] = sizes;
  const [, rows, columns] = [0, { name: 'y', size: y }, { name: 'x', size: x }] as const;
  const volumes = header.intervals[2];
  if (header.spaceGroup >= 401 && volumes > 0 && volumes < z) {
    // a stack of volumes, each mz sections thick; only possible when sections are z
    if (z % volumes !== 0 || order[0] !== 0) throw corrupt(name, `its ${z} sections do not divide into volumes of ${volumes}`);
    const axes: Axis[] = [{ name: 't', size: z / volumes }, { name: 'z', size: volumes }, rows, columns];
    return { axes, order: [0, 1, order[1] + 1, order[2] + 1], kind: volumes > 1 ? 'volume' : 'series', warnings: [] };
  }
  if (z === 1) return { axes: [{ name: 'z', size: 1 }, rows, columns], order, kind: 'image', warnings: [] };
  if (header.spaceGroup === 0) {
    const warning = 'The header marks a stack of independent images (space group 0), so the planes are not a volume.';
    return { axes: [{ name: 't', size: z }, rows, columns], order, kind: 'series', warnings: [warning] };
  }
  return { axes: [{ name: 'z', size: z }, rows, columns], order, kind: 'volume', warnings: [] };
}

function describe(bytes: ByteSource, head: Uint8Array): MrcHeader & { stored: StoredType } {
  const header = readHeader(head);
  if (header === undefined) throw corrupt(bytes.name, 'its MRC header has impossible sizes or an unknown mode');
  if (header.stored === undefined)
    throw unsupported(
      bytes.name,
      `MRC mode ${header.mode} (${REFUSED_MODES[header.mode] ?? 'unknown'}) is not supported; save it as mode 0, 1, 2, 6 or 12.`,
    );
  return { ...header, stored: header.stored };
}

async function open(host: FormatHost, path: string): Promise<VolumeSource> {
  const { bytes, gzipped } = await openMaybeGzipped(host, path);
  try {
    if (bytes.size < HEADER_BYTES) throw corrupt(bytes.name, `it has ${bytes.size} bytes, fewer than the 1024 of an MRC header`);
    const header = describe(bytes, await bytes.read(0, HEADER_BYTES));
    const { axes, order, kind, warnings } = stackAxes(header, bytes.name);
    const [vx, vy, vz] = header.voxel;
    const info = sourceInfo({
      format: 'mrc',
      kind,
      path,
      name: bytes.name,
      axes,
      stored: header.stored,
      cost: gzipped ? 'whole-file' : 'contiguous',
      spacing: { value: [kind === 'volume' ? vz : vx, vy, vx], unit: 'A', source: 'MRC header, cell / intervals' },
      warnings,
    });
    return rawSource(info, { bytes, offset: header.dataOffset, stored: header.stored, bigEndian: header.bigEndian, order });
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

export const MRC: FormatRecord = {
  id: 'mrc',
  title: 'MRC / CCP4 map',
  extensions: ['mrc', 'mrcs', 'rec', 'st', 'ali', 'map', 'mrc.gz', 'map.gz', 'rec.gz'],
  reads: true,
  writes: false,
  kinds: ['volume', 'series', 'image'],
  notes:
    'Read: modes 0, 1, 2, 6 and 12, either byte order, permuted axes, voxel size from the cell; gzipped files up to 1 GiB decoded. ' +
    'Space group 0 is a stack of images. Refused: complex and RGB modes. Extended headers are skipped.',
  gzip: true,
  sniff,
  list: () => Promise.resolve(ONE_DATASET),
  open,
};
