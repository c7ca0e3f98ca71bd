/** The header of a SER file: what its elements are, where they begin, and the grid on which they were taken. */
import type { ByteSource } from '../../ports/index.js';
import type { DType } from '../../volume/index.js';
import { corrupt, unsupported } from '../limits.js';
import { viewOf } from '../data-view.js';

const TYPES: Readonly<Record<number, DType>> = {
  1: 'uint8',
  2: 'uint16',
  3: 'uint32',
  4: 'int8',
  5: 'int16',
  6: 'int32',
  7: 'float32',
  8: 'float64',
};
const SPECTRA = 0x4120;
const IMAGES = 0x4122;
const MAX_ELEMENTS = 10_000_000;
const MAX_DIMENSIONS = 8;
/** lengths of texts that describe a dimension */
const MAX_TEXT = 4096;

export interface SerDimension {
  readonly size: number;
  readonly step: number;
  readonly unit: string;
}

export interface SerHeader {
  readonly spectra: boolean;
  /** where every valid element begins */
  readonly offsets: Float64Array;
  /** the grid of elements, fastest first */
  readonly dimensions: readonly SerDimension[];
}

/** Dimensions follow the header; a damaged description ends their list. */
async function readDimensions(bytes: ByteSource, from: number, count: number): Promise<readonly SerDimension[]> {
  const found: SerDimension[] = [];
  let at = from;
  for (let i = 0; i < Math.min(count, MAX_DIMENSIONS); i++) {
    if (at + 28 > bytes.size) return found;
    const view = viewOf(await bytes.read(at, 28));
    const described = view.getUint32(24, true);
    at += 28 + described;
    if (described > MAX_TEXT || at + 4 > bytes.size) return found;
    const length = viewOf(await bytes.read(at, 4)).getUint32(0, true);
    if (length > MAX_TEXT || at + 4 + length > bytes.size) return found;
    const unit = new TextDecoder('latin1').decode(await bytes.read(at + 4, length)).trim();
    at += 4 + length;
    found.push({ size: view.getUint32(0, true), step: view.getFloat64(12, true), unit });
  }
  return found;
}

export async function readSerHeader(bytes: ByteSource): Promise<SerHeader> {
  const { name, size } = bytes;
  if (size < 34) throw corrupt(name, `it has ${size} bytes, fewer than a SER header`);
  const head = viewOf(await bytes.read(0, 34));
  const kind = head.getUint32(6, true);
  if (kind !== IMAGES && kind !== SPECTRA) throw corrupt(name, `its SER header has the unknown data type ${kind}`);
  const [total, valid] = [head.getUint32(14, true), head.getUint32(18, true)];
  if (valid < 1 || valid > total || total > MAX_ELEMENTS) throw corrupt(name, `its SER header gives ${valid} valid elements of ${total}`);
  // offsets have 64 bits from version 0x220 on
  const wide = head.getUint16(4, true) >= 0x220;
  const at = wide ? Number(head.getBigUint64(22, true)) : head.getUint32(22, true);
  const length = valid * (wide ? 8 : 4);
  if (at + length > size) throw corrupt(name, `its table of ${valid} offsets at byte ${at} lies outside the file`);
  const table = viewOf(await bytes.read(at, length));
  const offsets = new Float64Array(valid);
  for (let i = 0; i < valid; i++) offsets[i] = wide ? Number(table.getBigUint64(8 * i, true)) : table.getUint32(4 * i, true);
  const dimensions = await readDimensions(bytes, wide ? 34 : 30, head.getUint32(wide ? 30 : 26, true));
  return { spectra: kind === SPECTRA, offsets, dimensions };
}

export function serType(dataType: number, name: string): DType {
  const stored = Object.hasOwn(TYPES, dataType) ? TYPES[dataType] : undefined;
  if (stored !== undefined) return stored;
  const what = dataType === 9 || dataType === 10 ? 'complex numbers' : `the sample type ${dataType}`;
  throw unsupported(name, `SER data of ${what} are not supported; export them as TIFF.`);
}
