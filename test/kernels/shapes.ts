/** Small binary bodies with known geometry for the kernel tests. */
import { createRng } from '../../src/base/index.js';
import type { Shape3 } from '../../src/volume/index.js';

export interface Body {
  mask: Uint8Array;
  shape: Shape3;
}

export function maskOf(shape: Shape3, inside: (z: number, y: number, x: number) => boolean): Uint8Array {
  const mask = new Uint8Array(shape[0] * shape[1] * shape[2]);
  let i = 0;
  for (let z = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++) for (let x = 0; x < shape[2]; x++) mask[i++] = inside(z, y, x) ? 1 : 0;
  return mask;
}

/** Ball, hollow when an inner radius is given, centred off the lattice. */
export function ball(radius: number, inner = 0): Body {
  const n = 2 * Math.ceil(radius) + 5;
  const [cz, cy, cx] = [n / 2 + 0.13, n / 2 - 0.27, n / 2 + 0.41];
  const shape: Shape3 = [n, n, n];
  const mask = maskOf(shape, (z, y, x) => {
    const r2 = (z + 0.5 - cz) ** 2 + (y + 0.5 - cy) ** 2 + (x + 0.5 - cx) ** 2;
    return r2 < radius ** 2 && r2 >= inner ** 2;
  });
  return { mask, shape };
}

export function torus(big: number, small: number): Body {
  const side = 2 * (big + small) + 6;
  const shape: Shape3 = [2 * small + 6, side, side];
  const mask = maskOf(
    shape,
    (z, y, x) => (Math.hypot(y + 0.5 - side / 2, x + 0.5 - side / 2) - big) ** 2 + (z + 0.5 - shape[0] / 2) ** 2 < small ** 2,
  );
  return { mask, shape };
}

export function noise(shape: Shape3, fraction: number, seed: number): Uint8Array {
  const rng = createRng(seed);
  return maskOf(shape, () => rng.chance(fraction));
}

/** Axis k of the result is axis order[k] of the input. */
export function permute(mask: Uint8Array, shape: Shape3, order: readonly [number, number, number]): Body {
  const turned: Shape3 = [shape[order[0]]!, shape[order[1]]!, shape[order[2]]!];
  const result = maskOf(turned, (...index) => {
    const at = [0, 0, 0];
    order.forEach((axis, k) => (at[axis] = index[k]!));
    return mask[(at[0]! * shape[1] + at[1]!) * shape[2] + at[2]!] === 1;
  });
  return { mask: result, shape: turned };
}
