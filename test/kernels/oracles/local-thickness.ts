/** The plain twin of `src/kernels/local-thickness.ts`: every inscribed ball painted as a whole, the largest first. */
import type { Shape3, Vec3 } from '../../../src/volume/index.js';

/** Distances this close, relative to the radius squared, are equal: squares are float32. */
const SAME = 3e-7;

/** Diameters from squared distances (float32, in the unit of `steps`); 0 outside. */
export function plainThickness(squares: Float32Array, shape: Shape3, steps: Vec3): Float32Array {
  const out = new Float32Array(squares.length);
  const centres = Uint32Array.from(squares.keys()).filter((i) => squares[i]! > 0);
  centres.sort((a, b) => squares[b]! - squares[a]! || a - b);
  for (const centre of centres) paint(out, squares[centre]!, centre, shape, steps);
  return out;
}

function paint(out: Float32Array, square: number, centre: number, [nz, ny, nx]: Shape3, [sz, sy, sx]: Vec3): void {
  const [cz, cy, cx] = [Math.floor(centre / (ny * nx)), Math.floor(centre / nx) % ny, centre % nx];
  const around = (at: number, step: number, n: number): [number, number] => {
    const reach = Math.ceil(Math.sqrt(square) / step);
    return [Math.max(0, at - reach), Math.min(n - 1, at + reach)];
  };
  const [z0, z1] = around(cz, sz, nz);
  const [y0, y1] = around(cy, sy, ny);
  const [x0, x1] = around(cx, sx, nx);
  for (let z = z0; z <= z1; z++)
    for (let y = y0; y <= y1; y++)
      for (let x = x0; x <= x1; x++) {
        const i = (z * ny + y) * nx + x;
        const distance = ((z - cz) * sz) ** 2 + ((y - cy) * sy) ** 2 + ((x - cx) * sx) ** 2;
        if (out[i] === 0 && distance < square * (1 - SAME)) out[i] = 2 * Math.sqrt(square);
      }
}
