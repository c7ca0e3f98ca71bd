/** Even slabs, and the amplitude of one frequency of a picture. */
import type { Canvas } from '../../../src/imaging/cryo/canvas.js';
import type { SpecimenMaterial } from '../../../src/volume/index.js';

export function slab(material: SpecimenMaterial, metres: number, n = 64, pixel = 1e-10, crystal = false): Canvas {
  const thickness = new Float32Array(n * n).fill(metres);
  const grains = crystal ? new Uint16Array(n * n).fill(1) : undefined;
  return { ny: n, nx: n, pixel, top: 0, left: 0, layers: [{ material, thickness, grains }] };
}

/** Cosine amplitude at u cycles along x and v along y, from the definition of the transform. */
export function amplitudeAt(image: ArrayLike<number>, n: number, v: number, u: number): { cos: number; size: number } {
  let [re, im] = [0, 0];
  for (let y = 0, i = 0; y < n; y++)
    for (let x = 0; x < n; x++, i++) {
      const angle = (2 * Math.PI * (u * x + v * y)) / n;
      re += image[i]! * Math.cos(angle);
      im += image[i]! * Math.sin(angle);
    }
  return { cos: (2 * re) / (n * n), size: (2 * Math.hypot(re, im)) / (n * n) };
}

export function moments(data: ArrayLike<number>): { mean: number; sd: number } {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    sum += data[i]!;
    squares += data[i]! ** 2;
  }
  const mean = sum / data.length;
  return { mean, sd: Math.sqrt(Math.max(0, squares / data.length - mean ** 2)) };
}
