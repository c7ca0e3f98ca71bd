/** HDF5 types by name, and the values of attributes. */
import type { Hdf5Value } from '../ports/index.js';
import type { Metadata } from './hdf5-library.js';

const NAMES = ['', '', 'time', 'string', 'bitfield', 'opaque', 'compound', 'reference', '', 'vlen', 'array', 'complex'];
const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const ENUM = 8;

function isBoolean(metadata: Metadata): boolean {
  const members = metadata.enum_type?.members ?? {};
  return Object.keys(members).length === 2 && members['FALSE'] === 0 && members['TRUE'] === 1;
}

/** "uint16", "float32", "bool", "string", ...; enumerations count as their integers. */
export function typeName(metadata: Metadata): string {
  const { type, size } = metadata;
  if (type === ENUM && isBoolean(metadata) && size === 1) return 'bool';
  const base = type === ENUM ? (metadata.enum_type?.type ?? -1) : type;
  if (base === INTEGER) return `${metadata.signed ? '' : 'u'}int${size * 8}`;
  if (base === FLOAT) return `float${size * 8}`;
  return NAMES[base] ?? 'unknown';
}

/** Bytes of a sample in memory, for types that can be read as numbers. */
export function sampleBytes(type: string): number | undefined {
  if (type === 'bool') return 1;
  const bits = /^(?:u?int(8|16|32|64)|float(16|32|64))$/.exec(type);
  return bits === null ? undefined : Number(bits[1] ?? bits[2]) / 8;
}

export function isText(metadata: Metadata): boolean {
  return metadata.type === STRING;
}

function half(bits: number): number {
  const exponent = (bits >>> 10) & 31;
  const mantissa = bits & 1023;
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

/** One number of little-endian bytes. */
function numberAt(view: DataView, type: string, at: number): number {
  if (type === 'uint8' || type === 'bool') return view.getUint8(at);
  if (type === 'int8') return view.getInt8(at);
  if (type === 'uint16') return view.getUint16(at, true);
  if (type === 'int16') return view.getInt16(at, true);
  if (type === 'uint32') return view.getUint32(at, true);
  if (type === 'int32') return view.getInt32(at, true);
  if (type === 'uint64') return Number(view.getBigUint64(at, true));
  if (type === 'int64') return Number(view.getBigInt64(at, true));
  if (type === 'float16') return half(view.getUint16(at, true));
  return type === 'float32' ? view.getFloat32(at, true) : view.getFloat64(at, true);
}

/** Texts of a fixed length, cut at the first zero; padding blanks go, too. */
export function fixedTexts(bytes: Uint8Array, length: number): string[] {
  const decoder = new TextDecoder();
  return Array.from({ length: length === 0 ? 0 : Math.floor(bytes.length / length) }, (_, i) => {
    const one = bytes.subarray(i * length, (i + 1) * length);
    const end = one.indexOf(0);
    return decoder.decode(end < 0 ? one : one.subarray(0, end)).trimEnd();
  });
}

/** A scalar attribute is a value, everything else a flat list. */
export function attributeValue(metadata: Metadata, bytes: Uint8Array, texts: readonly string[] | undefined): Hdf5Value | undefined {
  const scalar = metadata.shape?.length === 0;
  if (texts !== undefined) return scalar ? texts[0] : texts;
  const type = typeName(metadata);
  const size = sampleBytes(type);
  if (size === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = Array.from({ length: bytes.length / size }, (_, i) => numberAt(view, type, i * size));
  if (!scalar) return numbers;
  return type === 'bool' ? numbers[0] !== 0 : numbers[0];
}
