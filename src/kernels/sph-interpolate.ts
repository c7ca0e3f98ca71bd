/**
 * A field carried by particles, on a grid: f(x) = sum V f W(x - x_j, h) / sum V W(x - x_j, h) with the cubic spline kernel of support 2h
 * (Monaghan 1992, Annu. Rev. Astron. Astrophys. 30, 543, 10.1146/annurev.aa.30.090192.002551). The sum below the line (Shepard 1968,
 * 10.1145/800186.810616) makes constants exact and takes away the deficit at free surfaces; it also cancels the norm of the kernel.
 *
 * Bias: constants exact; linear fields exact in the mean, smoothed over h elsewhere; where no particle reaches, `empty`.
 */
import { checkAborted } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { SamplingGrid } from './sampling-grid.js';

const CHECK_EVERY = 65_536;

export interface SphParticles {
  /** [particles, 3]: x, y, z */
  readonly points: Float64Array;
  readonly values: Float64Array;
  /** volume of each, in any unit */
  readonly volumes: Float64Array;
  /** smoothing length of each: half the support */
  readonly lengths: Float64Array;
}

export function sphInterpolate(
  { points, values, volumes, lengths }: SphParticles,
  empty: number,
  { shape, origin, step }: SamplingGrid,
  { signal, onProgress }: RunOptions = {},
): Float32Array {
  const [nz, ny, nx] = shape;
  const [z0, y0, x0] = origin;
  const [dz, dy, dx] = step;
  const flat = nz === 1;
  const above = new Float64Array(nz * ny * nx);
  const below = new Float64Array(nz * ny * nx);
  const count = values.length;
  for (let p = 0; p < count; p++) {
    if (p % CHECK_EVERY === 0) {
      checkAborted(signal);
      onProgress?.({ done: p, total: count, what: 'particles' });
    }
    // a particle without a value says nothing about its neighbourhood
    if (Number.isNaN(values[p])) continue;
    const h = lengths[p];
    const support = 2 * h;
    const cx = points[3 * p] - x0;
    const cy = points[3 * p + 1] - y0;
    const cz = flat ? 0 : points[3 * p + 2] - z0;
    // weights scale with h^-d, so that particles of different length count alike
    const weight = volumes[p] / (flat ? h * h : h * h * h);
    const kLow = flat ? 0 : Math.max(0, Math.ceil((cz - support) / dz));
    const kHigh = flat ? 0 : Math.min(nz - 1, Math.floor((cz + support) / dz));
    const jLow = Math.max(0, Math.ceil((cy - support) / dy));
    const jHigh = Math.min(ny - 1, Math.floor((cy + support) / dy));
    const iLow = Math.max(0, Math.ceil((cx - support) / dx));
    const iHigh = Math.min(nx - 1, Math.floor((cx + support) / dx));
    for (let k = kLow; k <= kHigh; k++) {
      const ez = flat ? 0 : k * dz - cz;
      for (let j = jLow; j <= jHigh; j++) {
        const ey = j * dy - cy;
        for (let i = iLow; i <= iHigh; i++) {
          const ex = i * dx - cx;
          const q = Math.sqrt(ez * ez + ey * ey + ex * ex) / h;
          if (q >= 2) continue;
          const w = (q < 1 ? 1 - 1.5 * q * q + 0.75 * q * q * q : 0.25 * (2 - q) ** 3) * weight;
          const at = (k * ny + j) * nx + i;
          above[at] += w * values[p];
          below[at] += w;
        }
      }
    }
  }
  const out = new Float32Array(above.length);
  for (let i = 0; i < out.length; i++) out[i] = below[i] > 0 ? above[i] / below[i] : empty;
  return out;
}
