/**
 * The planes of a slab with one label as bits, and from them the normals of its voxel faces: the same numbers as `faceNormal`
 * (surface-normals.ts) to the last bit, several times as fast. Memory: 1/8 byte per voxel of the slab with the reach of the normals.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { faceMomentsCode } from './compiled/face-moments.js';
import { packScratch, packVoxels, rowBytes } from './component-runs.js';
import { foregroundTable } from './components.js';
import type { Planes } from './planes.js';
import { faceNormal, normalRadius, normalStencil, outwardNormal } from './surface-normals.js';
import type { FacePlace, NormalStencil } from './surface-normals.js';
import { kernel, layout, scratchMemory } from './wasm.js';

interface Moments {
  faceMoment(row: number, x: number, rows: number, count: number, moments: number, out: number): void;
}

/** A row of a window must lie within 8 bytes wherever it begins. */
const WIDEST = 57;
const ROW_BYTES = 16;

/** A stencil as the kernel reads it: rows of voxels that follow each other. */
interface Window {
  readonly rows: Int32Array;
  readonly moments: Float64Array;
  readonly widest: number;
}

function windowOf({ dz, dy, dx, mz, my, mx }: NormalStencil, rowSize: number, planeSize: number): Window {
  const rows: number[] = [];
  const moments: number[] = [];
  let widest = 0;
  for (let k = 0; k < dz.length; k++) {
    if (k === 0 || dz[k] !== dz[k - 1] || dy[k] !== dy[k - 1]) rows.push(dz[k] * planeSize + dy[k] * rowSize, dx[k], 0, 0);
    widest = Math.max(widest, ++rows[rows.length - 2]);
    moments.push(mz[k], my[k], mx[k], 0);
  }
  return { rows: Int32Array.from(rows), moments: Float64Array.from(moments), widest };
}

/** In scratch memory: good until the next kernel of the thread takes it. */
export class SurfaceBits {
  /** rows of bits, plane by plane from `low` on */
  readonly bits: Uint32Array;
  /** first plane of the bits in the volume */
  readonly low: number;
  private readonly planes: Planes;
  private readonly value: number;
  /** of the planes given */
  private readonly shape: Shape3;
  private readonly stencils: readonly NormalStencil[];
  private readonly windows: readonly Window[];
  private readonly run: Moments;
  private readonly sums: Float64Array;
  private readonly places: {
    readonly bits: number;
    readonly sums: number;
    readonly rows: readonly number[];
    readonly moments: readonly number[];
  };
  private readonly rowSize: number;

  /** Of the planes first - 1 to end and those that their normals need, as far as they are given. */
  constructor(planes: Planes, [first, end]: readonly [number, number], volume: Shape3, spacing: Vec3, value: number) {
    const [, ny, nx] = volume;
    const given = planes.data.length / (ny * nx);
    this.planes = planes;
    this.value = value;
    this.shape = [given, ny, nx];
    this.rowSize = rowBytes(nx);
    const radius = normalRadius(volume, spacing);
    this.stencils = ([0, 1, 2] as const).map((axis) => normalStencil(axis, this.shape, spacing, radius));
    this.windows = this.stencils.map((stencil) => windowOf(stencil, this.rowSize, ny * this.rowSize));
    const reach = Math.max(...this.stencils.map((stencil) => stencil.reach[0]));
    this.low = Math.max(planes.first, first - 1 - reach);
    const high = Math.min(planes.first + given, end + 1 + reach);
    const [a, b, c] = this.windows;
    const { at, bytes } = layout({
      table: 48,
      scratch: packScratch(nx),
      sums: 32,
      rows0: a.rows.byteLength,
      rows1: b.rows.byteLength,
      rows2: c.rows.byteLength,
      moments0: a.moments.byteLength,
      moments1: b.moments.byteLength,
      moments2: c.moments.byteLength,
      bits: (high - this.low) * ny * this.rowSize + 8,
    });
    const memory = scratchMemory(bytes);
    this.places = { bits: at.bits, sums: at.sums, rows: [at.rows0, at.rows1, at.rows2], moments: [at.moments0, at.moments1, at.moments2] };
    this.windows.forEach(({ rows, moments }, axis) => {
      new Int32Array(memory.buffer, this.places.rows[axis], rows.length).set(rows);
      new Float64Array(memory.buffer, this.places.moments[axis], moments.length).set(moments);
    });
    this.sums = new Float64Array(memory.buffer, at.sums, 3);
    this.run = kernel<Moments>(faceMomentsCode, memory);
    const voxels = planes.data.subarray((this.low - planes.first) * ny * nx, (high - planes.first) * ny * nx);
    packVoxels(memory, voxels, nx, foregroundTable([value]), at, at.bits);
    this.bits = new Uint32Array(memory.buffer, at.bits, ((high - this.low) * ny * this.rowSize) / 4);
  }

  /** Outward unit normal into `out` (z, y, x) at a face, whose z counts from the first plane given. */
  normal(place: FacePlace, out: Float64Array): void {
    const { z, y, x, axis } = place;
    const [nz, ny, nx] = this.shape;
    const { reach } = this.stencils[axis];
    const { rows, widest } = this.windows[axis];
    const inside = z >= reach[0] && y >= reach[1] && x >= reach[2] && z + reach[0] < nz && y + reach[1] < ny && x + reach[2] < nx;
    if (!inside || widest > WIDEST) {
      faceNormal(this.planes.data, this.value, this.shape, this.stencils[axis], place, out);
      return;
    }
    const { places, sums } = this;
    const row = places.bits + ((z + this.planes.first - this.low) * ny + y) * this.rowSize;
    this.run.faceMoment(row, x, places.rows[axis], rows.length / (ROW_BYTES / 4), places.moments[axis], places.sums);
    outwardNormal(sums[0], sums[1], sums[2], place, out);
  }
}
