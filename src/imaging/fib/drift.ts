/** Drift of the field of view from slice to slice: wandering and jumps, or what registration has left of them. */
import type { Rng } from '../../base/index.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const drift: Effect = {
  id: 'drift',
  title: 'Drift between slices',
  params: [
    { id: 'sigma', title: 'Standard deviation of the wandering', unit: 'voxel' },
    { id: 'correlation', title: 'Correlation of the wandering from slice to slice', unit: '1' },
    { id: 'jump', title: 'Length of a jump', unit: 'voxel' },
    { id: 'jumps', title: 'Chance of a jump per slice', unit: '1' },
    { id: 'residual', title: 'Standard deviation of the error of the registration', unit: 'voxel' },
    { id: 'trend', title: 'Shift down the face per slice', unit: 'voxel' },
  ],
  references: [],
};

export interface Drift extends Switch {
  readonly sigma: number;
  readonly correlation: number;
  readonly jump: number;
  readonly jumps: number;
  readonly residual: number;
  readonly trend: number;
}

export interface DriftPath {
  /** pixels, per slice */
  readonly rows: Float32Array;
  readonly columns: Float32Array;
}

/** A stationary first-order process with jumps, and white residuals on top. */
export function driftPath(slices: number, params: Drift, rng: Rng): DriftPath {
  const rows = new Float32Array(slices);
  const columns = new Float32Array(slices);
  if (!params.on) return { rows, columns };
  const { sigma, correlation: rho, jump, jumps, residual, trend } = params;
  const fresh = Math.sqrt(1 - rho * rho);
  let [row, column] = [sigma * rng.normal(), sigma * rng.normal()];
  let [jumpedRow, jumpedColumn] = [0, 0];
  for (let k = 0; k < slices; k++) {
    if (k > 0) {
      row = rho * row + fresh * sigma * rng.normal();
      column = rho * column + fresh * sigma * rng.normal();
    }
    if (rng.chance(jumps)) {
      const angle = rng.uniform(0, 2 * Math.PI);
      jumpedRow += jump * Math.sin(angle);
      jumpedColumn += jump * Math.cos(angle);
    }
    rows[k] = row + jumpedRow + residual * rng.normal() + trend * (k - slices / 2);
    columns[k] = column + jumpedColumn + residual * rng.normal();
  }
  return { rows, columns };
}

/** The part of the drift below a pixel, by linear interpolation; whole pixels are already in the exposed planes. */
export function shiftFractions(image: Float32Array, [nz, ny, nx]: Shape3, path: DriftPath): void {
  const source = new Float32Array(ny * nx);
  for (let k = 0; k < nz; k++) {
    const dr = (path.rows[k] ?? 0) - Math.round(path.rows[k] ?? 0);
    const dc = (path.columns[k] ?? 0) - Math.round(path.columns[k] ?? 0);
    if (dr === 0 && dc === 0) continue;
    const base = k * ny * nx;
    source.set(image.subarray(base, base + ny * nx));
    const [stepRow, stepColumn] = [Math.sign(dr), Math.sign(dc)];
    const [wr, wc] = [Math.abs(dr), Math.abs(dc)];
    for (let r = 0; r < ny; r++) {
      const near = r * nx;
      const far = Math.min(ny - 1, Math.max(0, r + stepRow)) * nx;
      for (let x = 0; x < nx; x++) {
        const side = Math.min(nx - 1, Math.max(0, x + stepColumn));
        image[base + near + x] =
          (1 - wr) * ((1 - wc) * (source[near + x] ?? 0) + wc * (source[near + side] ?? 0)) +
          wr * ((1 - wc) * (source[far + x] ?? 0) + wc * (source[far + side] ?? 0));
      }
    }
  }
}
