/**
 * The sample as the microscope meets it. From here on row 0 is the surface where the ion beam enters and rows go down the
 * milled face, along the beam; slices go into the sample.
 *
 *        ion beam
 *           |          electron beam from above and in front
 *           v        /
 *      row 0 +-----+      slice 0 is the face in front,
 *            |     |      slice 1 the one behind it, ...
 *       rows |     |
 */
import type { Shape3 } from '../../volume/index.js';
import type { DriftPath } from './drift.js';

export interface Exposed {
  /** of the picture */
  readonly shape: Shape3;
  /** phases of the picture */
  readonly labels: Uint8Array;
  /** the whole sample with all its planes, rows from the top */
  readonly fine: Uint8Array;
  readonly fineShape: Shape3;
  /** plane of the sample per slice */
  readonly planes: Int32Array;
  /** row and column of the sample at row 0 and column 0 of each slice, before the bounds of the sample */
  readonly rowShift: Int32Array;
  readonly columnShift: Int32Array;
  /** column of the sample per column of the picture, without the shift */
  readonly columns: Int32Array;
}

export interface ExposeRequest {
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  readonly planes: Int32Array;
  readonly path: DriftPath;
  /** width over height of a pixel on the face */
  readonly aspect: number;
  /** the beam enters at high y */
  readonly fromTop: boolean;
}

export function expose({ labels, shape, planes, path, aspect, fromTop }: ExposeRequest): Exposed {
  const [depth, ny, nx] = shape;
  const fine = fromTop ? mirrorRows(labels, depth, ny, nx) : labels;
  const columns = Int32Array.from({ length: nx }, (_, x) => Math.floor(((1 - aspect) * nx) / 2 + (x + 0.5) * aspect));
  const rowShift = Int32Array.from(path.rows, Math.round);
  const columnShift = Int32Array.from(path.columns, Math.round);
  const picture = new Uint8Array(planes.length * ny * nx);
  const column = new Int32Array(nx);
  for (let k = 0, out = 0; k < planes.length; k++) {
    for (let x = 0; x < nx; x++) column[x] = clamp((columns[x] ?? 0) + (columnShift[k] ?? 0), nx);
    const plane = (planes[k] ?? 0) * ny * nx;
    for (let r = 0; r < ny; r++) {
      const row = plane + clamp(r + (rowShift[k] ?? 0), ny) * nx;
      for (let x = 0; x < nx; x++, out++) picture[out] = fine[row + (column[x] ?? 0)] ?? 0;
    }
  }
  return { shape: [planes.length, ny, nx], labels: picture, fine, fineShape: shape, planes, rowShift, columnShift, columns };
}

/** Rows in the opposite order. */
export function mirrorRows<T extends Uint8Array | Uint16Array<ArrayBuffer>>(data: T, nz: number, ny: number, nx: number): T {
  const out = data.slice() as T;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const from = (z * ny + y) * nx;
      out.set(data.subarray(from, from + nx), (z * ny + ny - 1 - y) * nx);
    }
  return out;
}

export function clamp(i: number, n: number): number {
  return i < 0 ? 0 : i >= n ? n - 1 : i;
}
