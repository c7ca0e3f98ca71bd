/** Undoes the predictors of TIFF: 2 stores differences along a row, 3 stores differences of byte planes of floats. */
import type { VoxelArray } from '../../volume/index.js';

/** Predictor 2, in place, on native-order integers; wraps at the sample width as the encoder did. */
export function undoHorizontal(data: VoxelArray | BigUint64Array, rowSamples: number, step: number, bits: number): void {
  if (data instanceof BigUint64Array) {
    for (let row = 0; row < data.length; row += rowSamples)
      for (let i = row + step; i < row + rowSamples; i++) data[i] = (data[i] as bigint) + (data[i - step] as bigint);
    return;
  }
  // packed depths (9 to 15 bits) wrap below the width of the array
  const mask = bits < 16 && bits % 8 !== 0 ? (1 << bits) - 1 : -1;
  for (let row = 0; row < data.length; row += rowSamples) {
    const end = row + rowSamples;
    if (mask === -1) for (let i = row + step; i < end; i++) data[i] = (data[i] as number) + (data[i - step] as number);
    else for (let i = row + step; i < end; i++) data[i] = ((data[i] as number) + (data[i - step] as number)) & mask;
  }
}

/** Predictor 3: gives samples in little-endian order, whatever the file's order is. */
export function undoFloating(bytes: Uint8Array, rowSamples: number, step: number, size: number): Uint8Array {
  const rowBytes = rowSamples * size;
  const out = new Uint8Array(bytes.length);
  for (let row = 0; row + rowBytes <= bytes.length; row += rowBytes) {
    for (let i = row + step; i < row + rowBytes; i++) bytes[i] = (bytes[i] as number) + (bytes[i - step] as number);
    // the row is stored as planes, most significant byte first
    for (let plane = 0; plane < size; plane++) {
      const from = row + plane * rowSamples;
      const to = row + size - 1 - plane;
      for (let i = 0; i < rowSamples; i++) out[to + i * size] = bytes[from + i] as number;
    }
  }
  return out;
}
