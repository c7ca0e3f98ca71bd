/**
 * Planes of labels as bits in kernel memory: one bit per voxel, 64 voxels a word, with three voxels of padding on every side that hold
 * what lies beyond the box (assembly/bit-cells.ts has the layout). A slab of n voxels takes n/8 bytes and a little padding.
 */
import { InvalidInputError } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';
import { bitCellsCode } from './compiled/bit-cells.js';
import { wholePlanes } from './planes.js';
import type { Outside, Planes } from './planes.js';
import { kernel } from './wasm.js';

/** Voxels around the box that are packed with it, on every side. */
export const PADDING = 3;

interface Packing {
  readonly pack: (src: number, value: number, dst: number, ny: number, nx: number, stride: number) => void;
  readonly padPlane: (plane: number, ny: number, nx: number, stride: number, outside: number) => void;
}

/** Where the rows of a bit volume lie. */
export interface BitLayout {
  readonly ny: number;
  readonly nx: number;
  /** words of a row with its padding */
  readonly words: number;
  /** bytes from a row to the next and from a plane to the next */
  readonly row: number;
  readonly plane: number;
}

/** Layout of planes of ny rows of nx voxels. */
export function bitLayout(ny: number, nx: number): BitLayout {
  const words = Math.ceil((nx + 2 * PADDING) / 64);
  const row = 8 * (words + 2);
  return { ny, nx, words, row, plane: row * (ny + 2 * PADDING) };
}

/** Bytes of so many padded planes, with room for reads past their ends. */
export const bitBytes = (layout: BitLayout, planes: number): number => layout.plane * planes + 32;

/** First word of row y of padded plane k, in the volume at `base`. */
export const rowAddress = (layout: BitLayout, base: number, k: number, y: number): number =>
  base + 8 + k * layout.plane + (y + PADDING) * layout.row;

const OUTSIDE: Readonly<Record<Outside, number>> = { zero: 0, edge: 1, periodic: 2 };

/**
 * Packs the voxels with `value` of the planes [first - 3, end + 3) into the bit volume at `base`. Planes beyond the box are background,
 * the outermost plane or the other side, as `outside` says, unless they are among those given.
 */
export function packSlab(
  memory: WebAssembly.Memory,
  place: { readonly base: number; readonly staging: number },
  planes: Planes,
  value: number,
  shape: Shape3,
  slab: { readonly first: number; readonly end: number; readonly outside: Outside },
): void {
  const [nz, ny, nx] = shape;
  const layout = bitLayout(ny, nx);
  const { pack, padPlane } = kernel<Packing>(bitCellsCode, memory);
  const bytes = ny * nx;
  const given = wholePlanes(planes.data, ny, nx);
  const bits = new Uint8Array(memory.buffer);
  const voxels = bits.subarray(place.staging, place.staging + bytes);
  for (let z = slab.first - PADDING; z < slab.end + PADDING; z++) {
    const k = z - slab.first + PADDING;
    const target = place.base + k * layout.plane;
    let source = z - planes.first;
    if (source < 0 || source >= given) {
      if (slab.outside === 'zero' && (z < 0 || z >= nz)) {
        bits.fill(0, target, target + layout.plane);
        continue;
      }
      source = (slab.outside === 'periodic' ? ((z % nz) + nz) % nz : Math.min(nz - 1, Math.max(0, z))) - planes.first;
      if (source < 0 || source >= given)
        throw new InvalidInputError(`Plane ${z} is needed but was not given; pass the planes with their halo.`);
    }
    voxels.set(planes.data.subarray(source * bytes, (source + 1) * bytes));
    pack(place.staging, value, rowAddress(layout, place.base, k, 0), ny, nx, layout.row);
    padPlane(target + 8, ny, nx, layout.row, OUTSIDE[slab.outside]);
  }
}
