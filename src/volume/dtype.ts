/** Element types of voxel data. float16 and 64-bit integers are converted on read, and said so. */

export type DType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64';

export type VoxelArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

const ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

export const DTYPES = Object.keys(ARRAYS) as DType[];

export function bytesPerVoxel(dtype: DType): number {
  return ARRAYS[dtype].BYTES_PER_ELEMENT;
}

/** A zeroed array of `length` voxels. */
export function allocateVoxels(dtype: DType, length: number): VoxelArray {
  return new ARRAYS[dtype](length);
}

/** A typed view on bytes that are already in the machine's (little-endian) order; copies only when misaligned. */
export function viewVoxels(dtype: DType, bytes: Uint8Array): VoxelArray {
  const size = bytesPerVoxel(dtype);
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return new ARRAYS[dtype](aligned.buffer as ArrayBuffer, aligned.byteOffset, Math.floor(aligned.byteLength / size));
}

export function dtypeOf(data: VoxelArray): DType {
  for (const dtype of DTYPES) if (data instanceof ARRAYS[dtype]) return dtype;
  throw new TypeError('not a voxel array');
}
