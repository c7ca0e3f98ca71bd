/** The specimen on the grid that the optics compute on: mirrored beyond its edges, because a discrete Fourier transform wraps around. */
import { fastLength } from '../../kernels/fft.js';
import type { ProjectedSpecimen, SpecimenMaterial } from '../../volume/index.js';

export interface CanvasLayer {
  readonly material: SpecimenMaterial;
  readonly thickness: Float32Array;
  readonly grains: Uint16Array | undefined;
}

export interface Canvas {
  readonly ny: number;
  readonly nx: number;
  /** metres */
  readonly pixel: number;
  readonly layers: CanvasLayer[];
  /** rows and columns before the picture */
  readonly top: number;
  readonly left: number;
}

export function createCanvas({ shape, pixel, layers }: ProjectedSpecimen): Canvas {
  const [, height, width] = shape;
  const ny = fastLength(Math.ceil(height * 1.12));
  const nx = fastLength(Math.ceil(width * 1.12));
  const top = (ny - height) >> 1;
  const left = (nx - width) >> 1;
  const source = mirroredSource(height, width, ny, nx, top, left);
  return {
    ny,
    nx,
    pixel,
    top,
    left,
    layers: layers.map(({ material, thickness, grains }) => ({
      material,
      thickness: Float32Array.from(source, (i) => thickness[i] ?? 0),
      grains: grains === undefined ? undefined : Uint16Array.from(source, (i) => grains[i] ?? 0),
    })),
  };
}

function mirroredSource(height: number, width: number, ny: number, nx: number, top: number, left: number): Int32Array {
  const fold = (k: number, n: number): number => {
    const m = ((k % (2 * n)) + 2 * n) % (2 * n);
    return m < n ? m : 2 * n - 1 - m;
  };
  const out = new Int32Array(ny * nx);
  for (let y = 0, i = 0; y < ny; y++) {
    const row = fold(y - top, height) * width;
    for (let x = 0; x < nx; x++, i++) out[i] = row + fold(x - left, width);
  }
  return out;
}

/** The picture without the mirrored rim. */
export function cropCanvas(image: Float32Array, { nx, top, left }: Canvas, height: number, width: number): Float32Array {
  const out = new Float32Array(height * width);
  for (let y = 0; y < height; y++) out.set(image.subarray((y + top) * nx + left, (y + top) * nx + left + width), y * width);
  return out;
}
