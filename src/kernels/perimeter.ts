/**
 * Perimeter of a figure in a plane image by Crofton's formula with the 4 directions to the 8 neighbours:
 * P = pi/2 * sum over directions of  share * (pixel area / step length) * crossings.
 * The outside of the image is background or continues the outermost pixels (crossings there count half for either sense of a diagonal).
 *
 * Bias: discs of 10 pixels radius and more within 1 %; with square pixels a straight edge along the grid or a diagonal reads -5.2 %,
 * halfway between +2.6 %.
 */
import { weightedDirections2d } from './lattice-directions.js';

export function croftonPerimeter(
  data: Uint8Array,
  shape: readonly [ny: number, nx: number],
  spacing: readonly [dy: number, dx: number],
  options: { value: number; boxFaces?: boolean },
): number {
  const [ny, nx] = shape;
  const zero = options.boxFaces === true;
  const half = zero ? 1 : 0.5;
  // crossings along x, y and the two diagonals, from the four pixels around each lattice point
  const crossings = [0, 0, 0, 0];
  const bit = (y: number, x: number): number => {
    if (zero && (y < 0 || x < 0 || y >= ny || x >= nx)) return 0;
    const yc = y < 0 ? 0 : y >= ny ? ny - 1 : y;
    const xc = x < 0 ? 0 : x >= nx ? nx - 1 : x;
    return data[yc * nx + xc] === options.value ? 1 : 0;
  };
  for (let y = -1; y < ny; y++)
    for (let x = -1; x < nx; x++) {
      const a = bit(y, x);
      const b = bit(y, x + 1);
      const c = bit(y + 1, x);
      const d = bit(y + 1, x + 1);
      if (a === b && a === c && a === d) continue;
      const weight = (y < 0 || y === ny - 1 ? half : 1) * (x < 0 || x === nx - 1 ? half : 1);
      // a pair along an axis belongs to two lattice points
      crossings[0] += weight * 0.5 * ((a ^ b) + (c ^ d));
      crossings[1] += weight * (a ^ d);
      crossings[2] += weight * 0.5 * ((a ^ c) + (b ^ d));
      crossings[3] += weight * (b ^ c);
    }
  const [dy, dx] = spacing;
  let perimeter = 0;
  weightedDirections2d(dy, dx).forEach(({ length, share }, k) => {
    perimeter += (Math.PI / 2) * share * ((dy * dx) / length) * crossings[k];
  });
  return perimeter;
}
