/** Voxel faces in flat patches along the grid, per axis of their normal (assembly/flat-faces.ts says what a flat patch is). */
import type { BitLayout } from './bit-volume.js';
import { PADDING, rowAddress } from './bit-volume.js';
import { flatFacesCode } from './compiled/flat-faces.js';
import { kernel } from './wasm.js';

interface Exports {
  readonly acceptFaces: (bits: number, out: number, count: number, step: number, sign: number) => void;
  readonly countFlat: (
    bits: number, accepts: number, other: number, rows: number, row: number, mask: number, words: number,
    step: number, sign: number, u: number, v: number,
  ) => bigint; // prettier-ignore
}

export interface FlatPlaces {
  readonly body: number;
  readonly other: number;
  readonly accepted: number;
  /** mask of the voxels of a row */
  readonly mask: number;
  /** planes of the slab without its padding */
  readonly planes: number;
  /** only faces towards the other body, as the mean of what is flat on either side */
  readonly towards: boolean;
}

/** Flat faces with their normal along z, y and x. */
export function countFlatFaces(memory: WebAssembly.Memory, bits: BitLayout, places: FlatPlaces): readonly [number, number, number] {
  if (!places.towards) return flatOf(memory, bits, places, places.body, 0);
  const a = flatOf(memory, bits, places, places.body, places.other);
  const b = flatOf(memory, bits, places, places.other, places.body);
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
}

function flatOf(
  memory: WebAssembly.Memory,
  bits: BitLayout,
  { accepted, mask, planes }: FlatPlaces,
  body: number,
  other: number,
): readonly [number, number, number] {
  const { acceptFaces, countFlat } = kernel<Exports>(flatFacesCode, memory);
  const { plane, row, words, ny } = bits;
  const flat = (axis: 0 | 1 | 2): number => {
    let total = 0;
    // step of a face in bytes (0: along the bits), and the steps of its window, the second along the bits where it can be
    const step = axis === 0 ? plane : axis === 1 ? row : 0;
    const u = axis === 0 ? row : plane;
    const v = axis === 2 ? row : 0;
    const reach = axis === 0 ? 0 : 2;
    for (const sign of [1, -1]) {
      const from = rowAddress(bits, 0, PADDING - reach, -PADDING) - 8;
      acceptFaces(body + from, accepted + from, ((planes + 2 * reach) * plane) / 8, sign * step, sign);
      for (let k = PADDING; k < PADDING + planes; k++) {
        const at = rowAddress(bits, 0, k, 0);
        const found = countFlat(body + at, accepted + at, other && other + at, ny, row, mask, words, sign * step, sign, u, v);
        total += Number(found);
      }
    }
    return total;
  };
  return [flat(0), flat(1), flat(2)];
}
