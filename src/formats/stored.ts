/**
 * Sample types as files store them, and their conversion to the element types of the core.
 * float16 becomes float32 and 64-bit integers become float64; both conversions are exact or refused, so the
 * stored bytes can be rebuilt for hashing.
 */
import { bytesPerVoxel, viewVoxels } from '../volume/index.js';
import type { DType, VoxelArray } from '../volume/index.js';
import { unsupported } from './limits.js';

export type StoredType = DType | 'float16' | 'int64' | 'uint64';

const WIDE: readonly string[] = ['float16', 'int64', 'uint64'];

export function isStoredType(text: string): text is StoredType {
  return WIDE.includes(text) || ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64'].includes(text);
}

/** The element type that the core sees. */
export function voxelType(stored: StoredType): DType {
  if (stored === 'float16') return 'float32';
  return stored === 'int64' || stored === 'uint64' ? 'float64' : stored;
}

export function storedBytes(stored: StoredType): number {
  if (stored === 'float16') return 2;
  return stored === 'int64' || stored === 'uint64' ? 8 : bytesPerVoxel(stored);
}

/** Reverses the bytes of every sample, in place. */
export function swapSamples(bytes: Uint8Array, size: number): void {
  const end = bytes.length - (bytes.length % size);
  if (size === 2) {
    // two samples at a time where the memory lets us
    const pairs = bytes.byteOffset % 4 === 0 ? end >>> 2 : 0;
    const words = new Uint32Array(bytes.buffer, pairs === 0 ? 0 : bytes.byteOffset, pairs);
    for (let i = 0; i < pairs; i++) {
      const word = words[i] as number;
      words[i] = ((word & 0x00ff00ff) << 8) | ((word >>> 8) & 0x00ff00ff);
    }
    for (let i = pairs * 4; i < end; i += 2) {
      const first = bytes[i] as number;
      bytes[i] = bytes[i + 1] as number;
      bytes[i + 1] = first;
    }
    return;
  }
  for (let i = 0; i < end; i += size) bytes.subarray(i, i + size).reverse();
}

let halfTable: Uint32Array | undefined;

/** float32 bits of every float16 value. */
function halfBits(): Uint32Array {
  if (halfTable !== undefined) return halfTable;
  const table = new Uint32Array(65536);
  for (let half = 0; half < 65536; half++) {
    const sign = (half & 0x8000) << 16;
    let exponent = (half >>> 10) & 31;
    let mantissa = half & 1023;
    if (exponent === 31) {
      table[half] = sign | 0x7f800000 | (mantissa << 13);
    } else if (exponent !== 0) {
      table[half] = sign | ((exponent + 112) << 23) | (mantissa << 13);
    } else if (mantissa === 0) {
      table[half] = sign;
    } else {
      // subnormal halves are normal floats: shift the leading bit into place
      exponent = 113;
      while ((mantissa & 1024) === 0) {
        mantissa <<= 1;
        exponent--;
      }
      table[half] = sign | (exponent << 23) | ((mantissa & 1023) << 13);
    }
  }
  halfTable = table;
  return table;
}

function decodeHalf(bytes: Uint8Array): Float32Array {
  const halves = viewVoxels('uint16', bytes) as Uint16Array;
  const table = halfBits();
  const out = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) out[i] = table[halves[i] as number] as number;
  return new Float32Array(out.buffer);
}

/** The float16 that `decodeHalf` came from; only for values that a float16 holds. */
function encodeHalf(data: Float32Array): Uint8Array {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const out = new Uint16Array(data.length);
  for (let i = 0; i < bits.length; i++) {
    const b = bits[i] as number;
    const sign = (b >>> 16) & 0x8000;
    const exponent = (b >>> 23) & 255;
    const mantissa = b & 0x7fffff;
    if (exponent === 255) out[i] = sign | 0x7c00 | (mantissa >>> 13);
    else if (exponent >= 113) out[i] = sign | ((exponent - 112) << 10) | (mantissa >>> 13);
    else if (exponent === 0) out[i] = sign;
    else out[i] = sign | ((mantissa | 0x800000) >>> (126 - exponent));
  }
  return new Uint8Array(out.buffer);
}

function decodeWide(bytes: Uint8Array, signed: boolean, name: string): Float64Array {
  const whole = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const values = signed
    ? new BigInt64Array(whole.buffer, whole.byteOffset, Math.floor(whole.length / 8))
    : new BigUint64Array(whole.buffer, whole.byteOffset, Math.floor(whole.length / 8));
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const value = Number(values[i]);
    if (!Number.isSafeInteger(value))
      throw unsupported(name, `64-bit integers beyond 2^53 cannot be held exactly; export it as 32-bit integers or float64.`);
    out[i] = value;
  }
  return out;
}

/** Voxels from stored bytes. The bytes belong to the caller and may be swapped in place. */
export function decodeStored(bytes: Uint8Array, stored: StoredType, bigEndian: boolean, name: string): VoxelArray {
  const size = storedBytes(stored);
  if (bigEndian && size > 1) swapSamples(bytes, size);
  if (stored === 'float16') return decodeHalf(bytes);
  if (stored === 'int64' || stored === 'uint64') return decodeWide(bytes, stored === 'int64', name);
  return viewVoxels(stored, bytes);
}

/** Stored little-endian bytes again, for hashing: the inverse of `decodeStored`. */
export function encodeStored(data: VoxelArray, stored: string): Uint8Array {
  if (stored === 'float16' && data instanceof Float32Array) return encodeHalf(data);
  if (stored === 'int64' && data instanceof Float64Array) return new Uint8Array(BigInt64Array.from(data, BigInt).buffer);
  if (stored === 'uint64' && data instanceof Float64Array) return new Uint8Array(BigUint64Array.from(data, BigInt).buffer);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
