/**
 * Smooth surface area of every component at once (Crofton, 13 directions): one pass over the 2x2x2 cells, in which each of the
 * components of a cell takes its share. Cells inside one component or in the background cost one comparison.
 * The sum runs in raster order, so results do not depend on anything but the input. Bias as in crofton.ts.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { croftonTable } from './crofton.js';

/** Area of components 0..count (entry 0 is unused). `labels` holds 0 for background. */
export function componentAreas(
  labels: Uint32Array,
  count: number,
  shape: Shape3,
  spacing: Vec3,
  options: { boxFaces?: boolean } = {},
): Float64Array {
  const [nz, ny, nx] = shape;
  const zero = options.boxFaces === true;
  const half = zero ? 1 : 0.5;
  const table = croftonTable(spacing);
  const areas = new Float64Array(count + 1);
  const px = nx + 2;
  let lower = new Uint32Array((ny + 2) * px);
  let upper = new Uint32Array((ny + 2) * px);
  const cell = new Uint32Array(8);

  loadPlane(labels, -1, shape, zero, lower);
  for (let c = -1; c < nz; c++) {
    loadPlane(labels, c + 1, shape, zero, upper);
    const zWeight = c < 0 || c === nz - 1 ? half : 1;
    for (let j = 0; j <= ny; j++) {
      const rowWeight = j === 0 || j === ny ? zWeight * half : zWeight;
      for (let i = 0, r = j * px; i <= nx; i++, r++) {
        const first = lower[r];
        if (
          lower[r + 1] === first &&
          lower[r + px] === first &&
          lower[r + px + 1] === first &&
          upper[r] === first &&
          upper[r + 1] === first &&
          upper[r + px] === first &&
          upper[r + px + 1] === first
        )
          continue;
        cell[0] = first;
        cell[1] = lower[r + 1];
        cell[2] = lower[r + px];
        cell[3] = lower[r + px + 1];
        cell[4] = upper[r];
        cell[5] = upper[r + 1];
        cell[6] = upper[r + px];
        cell[7] = upper[r + px + 1];
        const weight = i === 0 || i === nx ? rowWeight * half : rowWeight;
        let done = 0;
        for (let k = 0; k < 8; k++) {
          if ((done >> k) & 1) continue;
          const id = cell[k];
          let code = 0;
          for (let m = k; m < 8; m++) if (cell[m] === id) code |= 1 << m;
          done |= code;
          if (id !== 0) areas[id] += weight * table[code];
        }
      }
    }
    const swap = lower;
    lower = upper;
    upper = swap;
  }
  return areas;
}

/** Plane z with one voxel of padding: background (`zero`) or a repetition of the outermost voxels. */
function loadPlane(labels: Uint32Array, z: number, shape: Shape3, zero: boolean, out: Uint32Array): void {
  const [nz, ny, nx] = shape;
  const px = nx + 2;
  if (zero && (z < 0 || z >= nz)) {
    out.fill(0);
    return;
  }
  const source = Math.min(nz - 1, Math.max(0, z));
  for (let j = 0; j < ny + 2; j++) {
    const y = Math.min(ny - 1, Math.max(0, j - 1));
    const from = (source * ny + y) * nx;
    const row = j * px;
    if (zero && j !== y + 1) {
      out.fill(0, row, row + px);
      continue;
    }
    for (let x = 0; x < nx; x++) out[row + x + 1] = labels[from + x];
    out[row] = zero ? 0 : out[row + 1];
    out[row + nx + 1] = zero ? 0 : out[row + nx];
  }
}
