/**
 * Gaussian random field with a Gaussian correlation exp(-d^2 / (4 sigma^2)) per axis, mean 0 and variance 1.
 *
 * White noise on a grid of about sigma/1.5 is filtered there and interpolated linearly to the voxels: the cost of long
 * correlations falls with their cube. Mean and variance are set exactly on the values that come out.
 */
import type { Rng } from '../base/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';
import { gaussianFilter3 } from './gaussian.js';

/** `sigma` in voxels along z, y, x. */
export function gaussianRandomField(shape: Shape3, sigma: Vec3, rng: Rng): Float32Array {
  const step = sigma.map((s, axis) => (shape[axis] === 1 ? 1 : Math.max(1, s / 1.5)));
  const margin = 3;
  const coarse = shape.map((n, axis) => (n === 1 ? 1 : Math.ceil((n - 1) / step[axis]) + 1 + 2 * margin)) as unknown as Shape3;
  const noise = new Float32Array(coarse[0] * coarse[1] * coarse[2]);
  for (let i = 0; i < noise.length; i++) noise[i] = rng.normal();
  gaussianFilter3(noise, coarse, [sigma[0] / step[0], sigma[1] / step[1], sigma[2] / step[2]]);
  const field = interpolate(noise, coarse, shape, step, margin);
  standardise(field);
  return field;
}

interface Stops {
  readonly index: Int32Array;
  readonly weight: Float32Array;
}

function stops(n: number, step: number, margin: number): Stops {
  const index = new Int32Array(n);
  const weight = new Float32Array(n);
  if (n === 1) return { index, weight };
  for (let i = 0; i < n; i++) {
    const at = i / step + margin;
    index[i] = Math.floor(at);
    weight[i] = at - index[i];
  }
  return { index, weight };
}

function interpolate(coarse: Float32Array, from: Shape3, to: Shape3, step: readonly number[], margin: number): Float32Array {
  const [nz, ny, nx] = to;
  const z = stops(nz, step[0], margin);
  const y = stops(ny, step[1], margin);
  const x = stops(nx, step[2], margin);
  const sy = from[2];
  const sz = from[1] * from[2];
  const dz = nz === 1 ? 0 : sz;
  const dy = ny === 1 ? 0 : sy;
  const dx = nx === 1 ? 0 : 1;
  const field = new Float32Array(nz * ny * nx);
  const line = new Float32Array(sy + 1);
  for (let k = 0, out = 0; k < nz; k++) {
    const wz = z.weight[k];
    for (let j = 0; j < ny; j++) {
      const wy = y.weight[j];
      const base = z.index[k] * sz + y.index[j] * sy;
      // one line of the coarse grid, interpolated across z and y
      for (let i = 0; i < sy; i++) {
        const b = base + i;
        const near = coarse[b] * (1 - wy) + coarse[b + dy] * wy;
        const far = coarse[b + dz] * (1 - wy) + coarse[b + dz + dy] * wy;
        line[i] = near * (1 - wz) + far * wz;
      }
      for (let i = 0; i < nx; i++, out++) {
        const b = x.index[i];
        field[out] = line[b] * (1 - x.weight[i]) + line[b + dx] * x.weight[i];
      }
    }
  }
  return field;
}

function standardise(field: Float32Array): void {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < field.length; i++) {
    sum += field[i];
    squares += field[i] * field[i];
  }
  const mean = sum / field.length;
  const deviation = Math.sqrt(Math.max(squares / field.length - mean * mean, 1e-30));
  for (let i = 0; i < field.length; i++) field[i] = (field[i] - mean) / deviation;
}
