/**
 * Box counting: how many boxes of s voxels per edge, laid out from the origin of the image, hold a voxel of the body. Exact; an
 * axis shorter than a box is one box.
 *
 * Planes are packed 64 voxels to a word and joined by OR into one row of bits per box row, for every size at once
 * (assembly/box-counts.ts). Boxes that a slab holds only in part go on as one byte per box. Liebovitch and Toth, Phys. Lett. A 141,
 * 386 (1989) for counting on bits. Time linear in the voxels, hardly dependent on the number of sizes; memory of a few planes.
 */
import type { Shape3 } from '../volume/index.js';
import { boxCountsCode } from './compiled/box-counts.js';
import { wholePlanes } from './planes.js';
import { kernel, kernelMemory, layout } from './wasm.js';

/** Boxes of one layer along z that a slab holds only in part: 1 where occupied, ny / s by nx / s. */
interface OpenBoxes {
  readonly layer: number;
  readonly occupied: Uint8Array;
}

export interface SlabBoxes {
  /** boxes that lie in the slab as a whole, for each size */
  readonly counts: readonly number[];
  readonly open: readonly (readonly OpenBoxes[])[];
}

interface Exports {
  readonly packPlane: (plane: number, bits: number, ny: number, nx: number, value: number) => void;
  readonly joinRows: (bits: number, ny: number, words: number, size: number, joined: number) => void;
  readonly countBits: (bits: number, bytes: number) => number;
  readonly countFolded: (joined: number, bytes: number, size: number) => number;
  readonly occupiedBoxes: (joined: number, rows: number, words: number, size: number, boxes: number, occupied: number) => number;
}

/** What is being gathered for one size. */
interface Gathering {
  readonly size: number;
  /** address of the joined rows, and their number and boxes per row */
  readonly joined: number;
  readonly rows: number;
  readonly boxes: number;
  count: number;
  readonly open: OpenBoxes[];
}

const folds = (size: number): boolean => size >= 2 && size <= 32 && (size & (size - 1)) === 0;

/** Occupied boxes in whole planes from plane `first` of the image on. */
export function slabBoxes(data: Uint8Array, value: number, first: number, [nz, ny, nx]: Shape3, sizes: readonly number[]): SlabBoxes {
  const plane = ny * nx;
  const planes = wholePlanes(data, ny, nx);
  const words = Math.ceil(nx / 64);
  const rowBytes = 8 * words;
  const largest = Math.max(nz, ny, nx, 1);
  const clamped = sizes.map((size) => Math.min(size, largest));
  const rowsOf = (size: number): number => Math.ceil(ny / size);
  const joinedBytes = clamped.reduce((sum, size) => sum + rowsOf(size) * rowBytes, 0);
  const { at, bytes } = layout({ plane: plane + 64, bits: ny * rowBytes, occupied: plane + 16, joined: joinedBytes });
  const memory = kernelMemory(bytes);
  const { packPlane, joinRows, countBits, countFolded, occupiedBoxes } = kernel<Exports>(boxCountsCode, memory);
  const voxels = new Uint8Array(memory.buffer, at.plane, plane);
  let next = at.joined;
  const gatherings = clamped.map((size): Gathering => {
    const rows = rowsOf(size);
    const joined = next;
    next += rows * rowBytes;
    return { size, joined, rows, boxes: Math.ceil(nx / size), count: 0, open: [] };
  });
  const close = (g: Gathering, layer: number): void => {
    const whole = layer * g.size >= first && (layer + 1) * g.size <= first + planes;
    if (whole && folds(g.size)) g.count += countFolded(g.joined, g.rows * rowBytes, g.size);
    else {
      const count = occupiedBoxes(g.joined, g.rows, words, g.size, g.boxes, at.occupied);
      if (whole) g.count += count;
      else g.open.push({ layer, occupied: new Uint8Array(memory.buffer, at.occupied, g.rows * g.boxes).slice() });
    }
    new Uint8Array(memory.buffer, g.joined, g.rows * rowBytes).fill(0);
  };
  for (let k = 0; k < planes; k++) {
    voxels.set(data.subarray(k * plane, (k + 1) * plane));
    packPlane(at.plane, at.bits, ny, nx, value);
    const z = first + k;
    for (const g of gatherings) {
      if (g.size === 1) {
        g.count += countBits(at.bits, ny * rowBytes);
        continue;
      }
      joinRows(at.bits, ny, words, g.size, g.joined);
      if ((z + 1) % g.size === 0 || k === planes - 1) close(g, Math.floor(z / g.size));
    }
  }
  return { counts: gatherings.map((g) => g.count), open: gatherings.map((g) => g.open) };
}

/** Occupied boxes of each size in the whole image, from its slabs in their order. */
export function mergeBoxes(slabs: readonly SlabBoxes[]): number[] {
  const sizes = slabs[0]?.counts.length ?? 0;
  return Array.from({ length: sizes }, (_, k) => {
    let total = 0;
    let current: OpenBoxes | undefined;
    for (const { counts, open } of slabs) {
      total += counts[k];
      for (const part of open[k]) {
        if (current?.layer === part.layer) {
          const { occupied } = current;
          for (let i = 0; i < occupied.length; i++) occupied[i] |= part.occupied[i];
        } else {
          total += sumOf(current?.occupied);
          current = { layer: part.layer, occupied: part.occupied.slice() };
        }
      }
    }
    return total + sumOf(current?.occupied);
  });
}

function sumOf(flags: Uint8Array | undefined): number {
  let sum = 0;
  if (flags !== undefined) for (let i = 0; i < flags.length; i++) sum += flags[i];
  return sum;
}
