/**
 * Runs of a phase along the grid lines of the three axes, as counts per length: the base of chord lengths and of the lineal path.
 *
 *    | . # # # . . # # |      inner run 3; run 2 is cut by the box (and joins the other end when the box repeats)
 *
 * One pass over the planes of a slab counts all three axes: rows are packed 64 voxels to a word, and only the voxels where a run
 * starts or ends are looked at (assembly/chords.ts). Slabs follow one another by `joinColumns`. Exact; time is linear in the voxels,
 * memory 10 bytes per voxel of a plane and 2 bytes per column for each slab under way.
 */
import type { Shape3 } from '../volume/index.js';
import { chordsCode } from './compiled/chords.js';
import { wholePlanes } from './planes.js';
import { kernel, kernelMemory, layout } from './wasm.js';

type Axis = 0 | 1 | 2;

export interface RunLengths {
  /** number of runs of each length that end inside the box on both sides (periodic: all of them) */
  readonly inner: Float64Array;
  /** runs cut by at least one box face; empty when periodic */
  readonly cut: Float64Array;
}

/** Counts per length of all lines along one axis. */
export interface LineRuns extends RunLengths {
  /** the first and the last run of each line as one, for a box that repeats; instead of `cut` */
  readonly joined: Float64Array;
}

/** One run per column, in voxels; bytes where a slab is thin enough. */
type Columns = Uint8Array | Uint32Array;

export interface SlabChords {
  readonly planes: number;
  readonly x: LineRuns;
  readonly y: LineRuns;
  /** inner runs along z of this slab alone */
  readonly z: Float64Array;
  /** the run of each column at the first and at the last plane; both `planes` where it is all phase */
  readonly first: Columns;
  readonly last: Columns;
}

interface Exports {
  readonly chordPlane: (
    plane: number, value: number, ny: number, nx: number, z: number, bits: number, before: number, starts: number, leads: number,
    columns: number, columnLeads: number, tablesX: number, tablesY: number, innerZ: number,
  ) => void; // prettier-ignore
  readonly closeColumns: (bits: number, ny: number, nx: number, nz: number, columns: number, columnLeads: number) => void;
}

/** Runs of voxels with `value` in whole planes of ny rows of nx voxels. */
export function slabChords(data: Uint8Array, value: number, ny: number, nx: number): SlabChords {
  const plane = ny * nx;
  const nz = wholePlanes(data, ny, nx);
  const words = Math.ceil(nx / 64);
  const lines = 4 * 64 * words;
  const { at, bytes } = layout({
    plane: plane + 64,
    bits: 8 * words * ny,
    before: 8 * words * ny,
    starts: lines,
    leads: lines,
    columns: lines * ny,
    columnLeads: lines * ny,
    x: 12 * (nx + 1),
    y: 12 * (ny + 1),
    z: 4 * (nz + 1),
  });
  const memory = kernelMemory(bytes);
  const { chordPlane, closeColumns } = kernel<Exports>(chordsCode, memory);
  const voxels = new Uint8Array(memory.buffer, at.plane, plane);
  let { bits, before } = at;
  for (let z = 0; z < nz; z++) {
    voxels.set(data.subarray(z * plane, (z + 1) * plane));
    [bits, before] = [before, bits];
    chordPlane(at.plane, value, ny, nx, z, bits, before, at.starts, at.leads, at.columns, at.columnLeads, at.x, at.y, at.z);
  }
  if (nz > 0) closeColumns(bits, ny, nx, nz, at.columns, at.columnLeads);
  const table = (from: number, n: number): Float64Array => Float64Array.from(new Uint32Array(memory.buffer, from, n + 1));
  const tables = (from: number, n: number): LineRuns => ({
    inner: table(from, n),
    cut: table(from + 4 * (n + 1), n),
    joined: table(from + 8 * (n + 1), n),
  });
  const columns = (from: number): Columns => {
    const runs = nz < 256 ? new Uint8Array(plane) : new Uint32Array(plane);
    for (let y = 0; y < ny; y++) runs.set(new Uint32Array(memory.buffer, from + y * lines, nx), y * nx);
    return runs;
  };
  return {
    planes: nz,
    x: tables(at.x, nx),
    y: tables(at.y, ny),
    z: table(at.z, nz),
    first: columns(at.columnLeads),
    last: columns(at.columns),
  };
}

/** The runs of a whole stack, made of its slabs in their order. */
export interface ChordMerger {
  add(slab: SlabChords): void;
  /** per axis z y x */
  finish(): readonly [LineRuns, LineRuns, LineRuns];
}

/** Takes the slabs of a stack of this shape, first to last. */
export function chordMerger([nz, ny, nx]: Shape3): ChordMerger {
  const empty = (n: number): LineRuns => ({
    inner: new Float64Array(n + 1),
    cut: new Float64Array(n + 1),
    joined: new Float64Array(n + 1),
  });
  const [x, y, z] = [empty(nx), empty(ny), empty(nz)];
  // per column: the run at the first plane of the stack, and the run that is still open
  const leading = new Uint32Array(ny * nx);
  const open = new Uint32Array(ny * nx);
  let done = 0;
  return {
    add(slab) {
      addRuns(x, slab.x);
      addRuns(y, slab.y);
      addCounts(z.inner, slab.z);
      joinColumns(slab, done, leading, open, z.inner);
      done += slab.planes;
    },
    finish() {
      for (let i = 0; i < open.length; i++) closeColumn(leading[i], open[i], nz, z);
      return [z, y, x];
    },
  };
}

/** Runs that go on from the planes before (`done` of them) into this slab, and those that end in it. */
function joinColumns(
  { planes, first, last }: SlabChords,
  done: number,
  leading: Uint32Array,
  open: Uint32Array,
  inner: Float64Array,
): void {
  for (let i = 0; i < open.length; i++) {
    if (last[i] === planes) {
      open[i] += planes;
      continue;
    }
    const run = open[i] + first[i];
    open[i] = last[i];
    if (run === 0) continue;
    if (run === done + first[i]) leading[i] = run;
    else inner[run]++;
  }
}

function closeColumn(lead: number, trail: number, n: number, { cut, joined }: LineRuns): void {
  if (lead > 0) cut[lead]++;
  if (trail > 0) cut[trail]++;
  if (lead + trail > 0) joined[trail === n ? n : lead + trail]++;
}

function addRuns(to: LineRuns, from: LineRuns): void {
  addCounts(to.inner, from.inner);
  addCounts(to.cut, from.cut);
  addCounts(to.joined, from.joined);
}

function addCounts(to: Float64Array, from: Float64Array): void {
  for (let k = 0; k < from.length; k++) to[k] += from[k];
}

/** The runs of a plain box, or of one that repeats itself: then the ends of a line join, and a line that is all phase is one run. */
export function runsOf({ inner, cut, joined }: LineRuns, periodic: boolean): RunLengths {
  return periodic ? { inner: inner.map((count, k) => count + joined[k]), cut: new Float64Array(cut.length) } : { inner, cut };
}

/** Number, mean and population variance of run lengths, in voxels. */
export function runMoments(counts: Float64Array): { count: number; mean: number; variance: number } {
  let count = 0;
  let sum = 0;
  for (let length = 1; length < counts.length; length++) {
    count += counts[length];
    sum += counts[length] * length;
  }
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (let length = 1; length < counts.length; length++) squares += counts[length] * (length - mean) ** 2;
  return { count, mean, variance: count === 0 ? 0 : squares / count };
}

/**
 * Share of the places for lag + 1 voxels in a row at which all of them are in the phase; null where none fits into the box.
 * With `periodic` runs the row may wrap, and a line that is all phase has no end.
 */
export function linealPath(runs: RunLengths, shape: Shape3, axis: Axis, lag: number, periodic = false): number | null {
  const n = shape[axis];
  if (lag >= n) return null;
  let places = 0;
  for (let length = lag + 1; length <= n; length++) places += (runs.inner[length] + runs.cut[length]) * (length - lag);
  if (periodic) places += runs.inner[n] * lag;
  return places / (((shape[0] * shape[1] * shape[2]) / n) * (periodic ? n : n - lag));
}
