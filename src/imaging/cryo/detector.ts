/** The camera: its transfer function c(k) = (1 - b) / (1 + (k / k0)^2) + b, k in cycles per pixel, on the picture or also on its noise. */
import { fft3 } from '../../kernels/fft.js';
import type { Effect, Switch } from '../effect.js';

export const detector: Effect = {
  id: 'detector',
  title: 'Transfer function of the camera',
  params: [
    { id: 'halfWidth', title: 'Frequency k0 in cycles per pixel', unit: '1' },
    { id: 'floor', title: 'Share b that is passed at every frequency', unit: '1' },
  ],
  references: ['Meyer & Kirkland 2000, doi 10.1002/1097-0029(20000501)49:3<269::AID-JEMT5>3.0.CO;2-B'],
};

export interface Detector extends Switch {
  readonly halfWidth: number;
  readonly floor: number;
  /** a camera that integrates light spreads its noise too; one that counts does not */
  readonly integrating: boolean;
}

export function detectorTransfer(cyclesPerPixel: number, { halfWidth, floor }: Detector): number {
  return (1 - floor) / (1 + (cyclesPerPixel / halfWidth) ** 2) + floor;
}

export function applyDetector(image: Float32Array, ny: number, nx: number, params: Detector): Float32Array {
  const re = Float64Array.from(image);
  const im = new Float64Array(image.length);
  fft3(re, im, [1, ny, nx]);
  for (let v = 0, i = 0; v < ny; v++) {
    const ky = Math.min(v, ny - v) / ny;
    for (let u = 0; u < nx; u++, i++) {
      const gain = detectorTransfer(Math.hypot(ky, Math.min(u, nx - u) / nx), params);
      re[i] = (re[i] ?? 0) * gain;
      im[i] = (im[i] ?? 0) * gain;
    }
  }
  fft3(re, im, [1, ny, nx], true);
  return Float32Array.from(re);
}
