/**
 * Exact Euclidean distance of every voxel of a body to the nearest voxel centre outside it, for any spacing.
 *
 * The squared distance is separable: along rows it is counted, along columns and through planes it is the minimum over q of
 * f(q) + (s (p - q))^2. That minimum is found by scanning outwards from p while the steps alone are nearer than what was found,
 * eight columns at a time in SIMD; columns that need many steps use lower envelopes (Felzenszwalb & Huttenlocher 2012,
 * 10.4086/toc.2012.v008a019), so that time stays linear in voxels.
 *
 * By default the outside of the box is not background: distances near the box faces are upper bounds.
 * Squares are float32: exact for cubic voxels in voxel units (integers below 2^24), else within 2e-7 of the square.
 * Memory: the output of 4 bytes per voxel, and beside it two planes or 1 MiB at a time in each thread.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { edtCode } from './compiled/edt.js';
import { checkVoxels } from './planes.js';
import { kernel, layout, scratchMemory } from './wasm.js';

export interface EdtOptions {
  /** voxels with this value are inside; 1 */
  value?: number;
  /** instead: voxels with this value are outside, all others inside */
  toValue?: number;
  /** the outside of the box is background (voxel centres half a voxel beyond the faces) */
  boxFaces?: boolean;
  /** the axis of length 1 of an image: its faces are never background */
  flatAxis?: 0 | 1 | 2 | null;
}

/** What is measured, for the parts of the work that threads share. */
export interface DistanceTask {
  readonly data: Uint8Array;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly options: EdtOptions;
}

/** Rows, columns or planes [first, end). */
type Range = readonly [first: number, end: number];

interface Code {
  readonly rows: (labels: number, count: number, n: number, value: number, flip: number, box: number, weights: number, out: number) => void;
  readonly columns: (values: number, n: number, width: number, box: number, weights: number, s2: number, scratch: number) => number;
}

/** Squared distance in the unit of `spacing`; 0 outside the body, Infinity where there is no background at all. */
export function squaredDistance(data: Uint8Array, shape: Shape3, spacing: Vec3, options: EdtOptions = {}): Float32Array {
  const [nz, ny, nx] = shape;
  checkVoxels(data, shape);
  const out = new Float32Array(data.length);
  const task = { data, shape, spacing, options };
  distanceInPlanes(task, [0, nz], out);
  distanceThroughPlanes(task, [0, ny * nx], out);
  return out;
}

/** First part: squared distances inside each of these planes. */
export function distanceInPlanes({ data, shape, spacing, options }: DistanceTask, [first, end]: Range, out: Float32Array): void {
  const [, ny, nx] = shape;
  const plane = ny * nx;
  const { at, bytes } = layout({ labels: plane, values: 4 * plane, scratch: scratchBytes(ny), x: 4 * (nx + 2), y: 4 * (ny + 2) });
  const memory = scratchMemory(bytes);
  const { rows, columns } = kernel<Code>(edtCode, memory);
  fillSquares(memory, at.x, nx, spacing[2]);
  fillSquares(memory, at.y, ny, spacing[1]);
  const [value, flip] = options.toValue === undefined ? [options.value ?? 1, 0] : [options.toValue, 0xffff];
  const labels = new Uint8Array(memory.buffer, at.labels, plane);
  const values = new Float32Array(memory.buffer, at.values, plane);
  for (let z = first; z < end; z++) {
    labels.set(data.subarray(z * plane, (z + 1) * plane));
    rows(at.labels, ny, nx, value, flip, facesCount(options, 2), at.x, at.values);
    columns(at.values, ny, nx, facesCount(options, 1), at.y, spacing[1] ** 2, at.scratch);
    out.set(values, z * plane);
  }
}

/** Second part, after all planes: through the planes, for these columns of the plane; the largest square. */
export function distanceThroughPlanes({ shape, spacing, options }: DistanceTask, [first, end]: Range, out: Float32Array): number {
  const [nz, ny, nx] = shape;
  const plane = ny * nx;
  const chunk = chunkColumns(nz);
  const { at, bytes } = layout({ values: 4 * nz * chunk, scratch: scratchBytes(nz), z: 4 * (nz + 2) });
  const memory = scratchMemory(bytes);
  const { columns } = kernel<Code>(edtCode, memory);
  fillSquares(memory, at.z, nz, spacing[0]);
  const values = new Float32Array(memory.buffer, at.values, nz * chunk);
  let largest = 0;
  for (let from = first; from < end; from += chunk) {
    const width = Math.min(chunk, end - from);
    for (let z = 0; z < nz; z++) values.set(out.subarray(z * plane + from, z * plane + from + width), z * width);
    largest = Math.max(largest, columns(at.values, nz, width, facesCount(options, 0), at.z, spacing[0] ** 2, at.scratch));
    for (let z = 0; z < nz; z++) out.set(values.subarray(z * width, (z + 1) * width), z * plane + from);
  }
  return largest;
}

/** Columns that go through the planes together: long pieces of rows, as many as stay in the cache. They are counted from 0. */
export function chunkColumns(nz: number): number {
  return Math.max(64, 16 * Math.floor((1 << 18) / Math.max(1, nz) / 16));
}

/** For `columns`: eight columns, their results, and an envelope. */
const scratchBytes = (n: number): number => 64 * n + 12 * (n + 3);

function facesCount({ boxFaces, flatAxis }: EdtOptions, axis: 0 | 1 | 2): number {
  return boxFaces === true && flatAxis !== axis ? 1 : 0;
}

/** Squares of 0 to n + 1 steps. */
function fillSquares(memory: WebAssembly.Memory, at: number, n: number, step: number): void {
  const squares = new Float32Array(memory.buffer, at, n + 2);
  for (let d = 0; d < n + 2; d++) squares[d] = step * d * (step * d);
}
