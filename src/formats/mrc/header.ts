/** The header of MRC and CCP4 maps after the MRC2014 description: 1024 bytes in either byte order. */
import { storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';

export const HEADER_BYTES = 1024;
const MAX_AXIS = 1_000_000;
/** written by IMOD, which may store bytes without a sign */
const IMOD_STAMP = 1146047817;
/** two values in each byte */
export const NIBBLES = 101;
export const RGB = 16;

const MODES: Readonly<Record<number, StoredType>> = {
  0: 'int8',
  1: 'int16',
  2: 'float32',
  6: 'uint16',
  12: 'float16',
  [RGB]: 'uint8',
  [NIBBLES]: 'uint8',
};
export const REFUSED_MODES: Readonly<Record<number, string>> = { 3: 'complex integers', 4: 'complex numbers' };

type Triple = readonly [number, number, number];

export interface MrcHeader {
  readonly bigEndian: boolean;
  /** columns, rows, sections as stored */
  readonly sizes: Triple;
  readonly mode: number;
  readonly stored: StoredType | undefined;
  /** for columns, rows, sections: 1 x, 2 y, 3 z */
  readonly map: Triple;
  /** voxel size along x, y, z in angstrom; not positive when unknown */
  readonly voxel: Triple;
  readonly intervals: Triple;
  /** of the cell, in degrees */
  readonly angles: Triple;
  readonly spaceGroup: number;
  readonly dataOffset: number;
  /** how the extended header is laid out: "FEI1", "SERI", ... or anything */
  readonly extendedType: string;
  /** two numbers that lay out the extended header of older files */
  readonly extendedWords: readonly [number, number];
}

function textAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
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
    angles: [float(52), float(56), float(60)],
    spaceGroup: int(88),
    dataOffset: HEADER_BYTES + int(92),
    extendedType: textAt(view, 104),
    extendedWords: [view.getInt16(128, !bigEndian), view.getInt16(130, !bigEndian)],
  };
}

function isPlausible(header: MrcHeader): boolean {
  const known = header.stored !== undefined || Object.hasOwn(REFUSED_MODES, header.mode);
  return known && header.sizes.every((n) => n > 0 && n <= MAX_AXIS) && header.dataOffset >= HEADER_BYTES;
}

/** Bytes of all samples; rows of half bytes end on a whole one. */
export function dataBytes({ sizes, mode, stored }: MrcHeader): number {
  const [columns, rows, sections] = sizes;
  const row = mode === NIBBLES ? Math.ceil(columns / 2) : columns * (mode === RGB ? 3 : 1) * storedBytes(stored ?? 'uint8');
  return row * rows * sections;
}

/** The header in the byte order of the machine stamp, or in the other where only that explains the file. */
export function readHeader(head: Uint8Array, size: number): MrcHeader | undefined {
  if (head.length < 216) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const orders = view.getUint8(212) === 0x11 ? [true, false] : [false, true];
  const plausible = orders.map((big) => parseHeader(view, big)).filter((header) => isPlausible(header));
  return plausible.find((header) => size < 0 || header.dataOffset + dataBytes(header) <= size) ?? plausible[0];
}

export function sniffMrc(head: Uint8Array, size: number): number {
  const header = readHeader(head, size);
  if (header === undefined) return 0;
  const magic = String.fromCharCode(...head.subarray(208, 212));
  if (magic === 'MAP ' || magic === 'MAP\0') return 1;
  // old files lack the magic: believe them only when the sizes explain the length exactly
  const bytes = header.stored === undefined ? 0 : dataBytes(header);
  return bytes > 0 && size === header.dataOffset + bytes ? 0.6 : 0;
}
