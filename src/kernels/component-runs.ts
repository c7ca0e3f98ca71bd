/**
 * Connected components of a slab of voxels, as runs in packed bits.
 *
 * Method: rows of 64 voxels a word; runs of set bits are the nodes of a union-find in which the smallest run is the root
 * (Rosenfeld & Pfaltz 1966, doi 10.1145/321356.321357; by runs: He, Chao & Suzuki 2008, doi 10.1109/TIP.2008.917204; voxels that
 * all touch each other as one node: Grana, Borghesani & Cucchiara 2010, doi 10.1109/TIP.2010.2044963). Contacts of two rows
 * are found by `and` and shifts of whole words, the run that holds a bit by a population count. The work is in assembly/runs.ts.
 *
 * Components are numbered 1, 2, ... in raster order of their first voxel. Slabs of one volume are cut independently, in any
 * thread, and joined afterwards through the runs of the planes in which they meet (component-merge.ts). Exact; no bias.
 * Time linear in voxels. Memory per voxel: 1/8 byte for bits, at most 3/16 for runs of words, and 4 bytes per run.
 */
import type { Shape3 } from '../volume/index.js';
import { runsCode } from './compiled/runs.js';
import type { Connectivity } from './components.js';
import { growMemory, kernel, kernelMemory, layout } from './wasm.js';

interface Kernel {
  setup(
    nz: number,
    ny: number,
    nx: number,
    neighbours: number,
    bits: number,
    starts: number,
    before: number,
    parent: number,
    zeros: number,
  ): void;
  pack(source: number, rows: number, width: number, table: number, target: number): void;
  cut(): number;
  link(runs: number): number;
  measure(at: number, first: number): void;
  measureMarked(marked: number, at: number, first: number): void;
  planeRuns(z: number, rows: number, runs: number): number;
  relabel(runs: number, labels: number): void;
  write(row: number, end: number, target: number): void;
}

/** A slab with its components; plain data over shared memory, so that any thread can go on with it. */
export interface SlabRuns {
  readonly memory: WebAssembly.Memory;
  readonly shape: Shape3;
  readonly connectivity: 6 | 18 | 26;
  readonly at: Readonly<Record<'scratch' | 'zeros' | 'bits' | 'starts' | 'before' | 'parent' | 'free', number>>;
  readonly runs: number;
  readonly components: number;
}

/** The runs of a plane, row by row. */
export interface PlaneRuns {
  /** index of the first run of every row, and the number of runs */
  readonly rows: Uint32Array;
  /** start, end and component of every run */
  readonly runs: Uint32Array;
}

/** Bytes of voxels, and of labels, that are copied at once: they stay in the cache. */
const CHUNK = 1 << 18;
/** The widest reading past the end of a row of voxels, or writing past one of labels. */
const PAD = 64;
/** Bytes of a record of `measureSlab` and of `measureMarked`. */
export const RECORD_BYTES = 128;
export const MARKED_BYTES = 32;

/** 4 and 8 neighbours of an image are 6 and 26 of a volume one voxel thick. */
export function volumeConnectivity(connectivity: Connectivity): 6 | 18 | 26 {
  return connectivity === 4 ? 6 : connectivity === 8 ? 26 : connectivity;
}

/** Bytes of a row of bits. */
export function rowBytes(nx: number): number {
  return 8 * Math.ceil(nx / 64);
}

/** What a slab needs beside its bits, as parts of a layout. */
export function slabParts(
  [nz, ny, nx]: Shape3,
  connectivity: 6 | 18 | 26,
): Record<'table' | 'zeros' | 'scratch' | 'starts' | 'before', number> {
  const row = rowBytes(nx);
  const blocks = Math.ceil(nz / (connectivity === 26 ? 2 : 1)) * Math.ceil(ny / (connectivity === 6 ? 1 : 2));
  return {
    table: 48,
    zeros: row,
    scratch: Math.max(4 * nx, Math.min(CHUNK, 4 * nz * ny * nx)) + PAD,
    starts: blocks * row,
    before: (blocks * row) / 2,
  };
}

/**
 * Components of the voxels whose value is 1 in `table`; not numbered yet: `numberSlab` or `measureSlab` come next. Scratch memory
 * (wasm.ts) will do for a slab that is done with before the next one is cut.
 */
export function cutSlab(
  voxels: Uint8Array,
  shape: Shape3,
  connectivity: 6 | 18 | 26,
  table: Uint8Array,
  memoryOf: (bytes: number) => WebAssembly.Memory = (bytes) => kernelMemory(bytes, true),
): SlabRuns {
  const [nz, ny, nx] = shape;
  const { at, bytes } = layout({ ...slabParts(shape, connectivity), bits: nz * ny * rowBytes(nx) });
  const memory = memoryOf(bytes);
  packVoxels(memory, voxels, nx, table, at, at.bits);
  return cutBits(memory, shape, connectivity, at, bytes);
}

/** The same for bits that are there; runs go where nothing is: from `free` on. */
export function cutBits(
  memory: WebAssembly.Memory,
  shape: Shape3,
  connectivity: 6 | 18 | 26,
  at: Omit<SlabRuns['at'], 'parent' | 'free'>,
  free: number,
): SlabRuns {
  const run = kernel<Kernel>(runsCode, memory);
  new Uint8Array(memory.buffer, at.zeros, rowBytes(shape[2])).fill(0);
  run.setup(...shape, connectivity, at.bits, at.starts, at.before, free, at.zeros);
  const runs = run.cut();
  const end = free + Math.ceil(runs / 4) * 16;
  growMemory(memory, end);
  return { memory, shape, connectivity, at: { ...at, parent: free, free: end }, runs, components: run.link(runs) };
}

/** Scratch bytes that packing rows of nx voxels needs at most. */
export function packScratch(nx: number): number {
  return Math.max(nx, CHUNK) + PAD;
}

/** Rows of voxels as rows of bits at `target`. */
export function packVoxels(
  memory: WebAssembly.Memory,
  voxels: Uint8Array,
  nx: number,
  table: Uint8Array,
  at: { readonly table: number; readonly scratch: number },
  target: number,
): void {
  const run = kernel<Kernel>(runsCode, memory);
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(halves(table), at.table);
  const rows = voxels.length / nx;
  const step = Math.max(1, Math.floor(CHUNK / nx));
  for (let row = 0; row < rows; row += step) {
    const count = Math.min(step, rows - row);
    bytes.set(voxels.subarray(row * nx, (row + count) * nx), at.scratch);
    run.pack(at.scratch, count, nx, at.table, target + row * rowBytes(nx));
  }
}

/** A set of byte values as the kernel looks it up. */
function halves(table: Uint8Array): Uint8Array {
  const out = new Uint8Array(48);
  for (let value = 0; value < 256; value++) if (table[value] !== 0) out[(value >> 7) * 16 + (value & 15)] |= 1 << ((value >> 4) & 7);
  for (let high = 0; high < 16; high++) out[32 + high] = 1 << (high & 7);
  return out;
}

/** The kernel over a slab that was cut before, maybe by another thread. */
function resume({ memory, shape, connectivity, at }: SlabRuns): Kernel {
  const run = kernel<Kernel>(runsCode, memory);
  run.setup(...shape, connectivity, at.bits, at.starts, at.before, at.parent, at.zeros);
  return run;
}

/** Numbers the components of a slab. */
export function numberSlab(slab: SlabRuns): void {
  resume(slab).measure(0, 0);
}

/** Numbers the components and sums over their voxels: a copy of the records that assembly/runs.ts describes. `first`: index of the first plane. */
export function measureSlab(slab: SlabRuns, first: number): ArrayBuffer {
  const bytes = slab.components * RECORD_BYTES;
  growMemory(slab.memory, slab.at.free + bytes);
  resume(slab).measure(slab.at.free, first);
  return copyOf(slab.memory, slab.at.free, bytes);
}

/** Voxels (64-bit float) and box (z0 y0 x0 z1 y1 x1, 32-bit) that the bits at `marked` have in each component, in 32 bytes. */
export function measureMarked(slab: SlabRuns, marked: number, first: number): ArrayBuffer {
  const bytes = slab.components * MARKED_BYTES;
  const { memory, at } = slab;
  growMemory(memory, at.free + bytes);
  new Uint8Array(memory.buffer, at.free, bytes).fill(0);
  resume(slab).measureMarked(marked, at.free, first);
  return copyOf(memory, at.free, bytes);
}

/** The runs of plane z of a slab whose components are numbered. */
export function planeRuns(slab: SlabRuns, z: number): PlaneRuns {
  const ny = slab.shape[1];
  const rows = slab.at.free;
  const runs = rows + Math.ceil((ny + 1) / 4) * 16;
  growMemory(slab.memory, runs);
  const count = resume(slab).planeRuns(z, rows, 0);
  growMemory(slab.memory, runs + 12 * count);
  resume(slab).planeRuns(z, rows, runs);
  return {
    rows: new Uint32Array(copyOf(slab.memory, rows, 4 * (ny + 1))),
    runs: new Uint32Array(copyOf(slab.memory, runs, 12 * count)),
  };
}

/** Component of the voxel (y, x) of a plane, 0 when it is background. */
export function componentAt({ rows, runs }: PlaneRuns, y: number, x: number): number {
  for (let k = 3 * rows[y]; k < 3 * rows[y + 1]; k += 3) if (runs[k] <= x && x < runs[k + 1]) return runs[k + 2];
  return 0;
}

/** Writes the labels of a slab, where `labels` holds the label of component k at k - 1. The slab cannot be used again. */
export function writeSlab(slab: SlabRuns, labels: Uint32Array, out: Uint32Array): void {
  const { memory, at, shape } = slab;
  const [nz, ny, nx] = shape;
  growMemory(memory, at.free + labels.byteLength);
  new Uint32Array(memory.buffer, at.free, labels.length).set(labels);
  const run = resume(slab);
  run.relabel(slab.runs, at.free);
  const chunk = new Uint32Array(memory.buffer, at.scratch);
  const step = Math.max(1, Math.floor(CHUNK / (4 * nx)));
  for (let row = 0; row < nz * ny; row += step) {
    const end = Math.min(nz * ny, row + step);
    run.write(row, end, at.scratch);
    out.set(chunk.subarray(0, (end - row) * nx), row * nx);
  }
}

function copyOf(memory: WebAssembly.Memory, from: number, bytes: number): ArrayBuffer {
  const copy = new ArrayBuffer(bytes);
  new Uint8Array(copy).set(new Uint8Array(memory.buffer, from, bytes));
  return copy;
}
