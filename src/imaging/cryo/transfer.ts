/**
 * The objective lens. The wave is filtered by exp(-i chi) and the damping envelopes, and its intensity taken, so that strong
 * phases make Fresnel fringes and weak ones the usual linear transfer 1 + 2 sin(chi) E phi.
 *
 *   chi(k) = pi lambda df k^2 + pi/2 Cs lambda^3 k^4   (df < 0: underfocus, potential appears dark)
 *   df(theta) = df + A cos 2 (theta - theta0)
 *   E_t = exp(-(pi lambda Delta)^2 k^4 / 2),  E_s = exp(-(pi alpha / lambda)^2 (Cs lambda^3 k^3 + df lambda k)^2),  exp(-B k^2 / 4)
 *
 * Simplified: the envelopes act on the wave, which is exact for weak specimens only. Lengths in metres.
 */
import { fft3 } from '../../kernels/fft.js';
import type { Effect, Switch } from '../effect.js';
import type { Canvas } from './canvas.js';

export const transfer: Effect = {
  id: 'transfer',
  title: 'Contrast transfer: defocus, aberrations, coherence',
  params: [
    { id: 'defocus', title: 'Defocus, negative below focus', unit: 'm' },
    { id: 'spherical', title: 'Spherical aberration', unit: 'm' },
    { id: 'astigmatism', title: 'Twofold astigmatism', unit: 'm' },
    { id: 'astigmatismAngle', title: 'Its angle', unit: 'rad' },
    { id: 'focalSpread', title: 'Standard deviation of the defocus', unit: 'm' },
    { id: 'semiAngle', title: 'Semi-angle of the illumination', unit: 'rad' },
    { id: 'debyeWaller', title: 'Decay B of other blur', unit: 'm2' },
  ],
  references: ['Kirkland 2010, Advanced Computing in Electron Microscopy, chapter 3', 'Frank 1973, Optik 38, 519'],
};

export interface Transfer extends Switch {
  readonly defocus: number;
  readonly spherical: number;
  readonly astigmatism: number;
  readonly astigmatismAngle: number;
  readonly focalSpread: number;
  readonly semiAngle: number;
  readonly debyeWaller: number;
}

/** chi at a spatial frequency (1/m) and direction. */
export function aberration(k: number, theta: number, wavelength: number, t: Transfer): number {
  const defocus = t.defocus + t.astigmatism * Math.cos(2 * (theta - t.astigmatismAngle));
  return Math.PI * wavelength * defocus * k * k + 0.5 * Math.PI * t.spherical * wavelength ** 3 * k ** 4;
}

/** E_t E_s exp(-B k^2 / 4). */
export function envelope(k: number, theta: number, wavelength: number, t: Transfer): number {
  const defocus = t.defocus + t.astigmatism * Math.cos(2 * (theta - t.astigmatismAngle));
  const temporal = 0.5 * (Math.PI * wavelength * t.focalSpread) ** 2 * k ** 4;
  const slope = t.spherical * wavelength ** 3 * k ** 3 + defocus * wavelength * k;
  const spatial = ((Math.PI * t.semiAngle) / wavelength) ** 2 * slope * slope;
  return Math.exp(-temporal - spatial - (t.debyeWaller * k * k) / 4);
}

/** Intensity behind the lens of a wave exp(-attenuation / 2 + i phase), 1 for the bare beam. */
export function imageWave(attenuation: Float32Array, phase: Float32Array, canvas: Canvas, wavelength: number, t: Transfer): Float32Array {
  const { ny, nx } = canvas;
  const re = new Float64Array(ny * nx);
  const im = new Float64Array(ny * nx);
  for (let i = 0; i < re.length; i++) {
    const amplitude = Math.exp(-0.5 * (attenuation[i] ?? 0));
    re[i] = amplitude * Math.cos(phase[i] ?? 0);
    im[i] = amplitude * Math.sin(phase[i] ?? 0);
  }
  if (t.on) {
    fft3(re, im, [1, ny, nx]);
    applyLens(re, im, canvas, wavelength, t);
    fft3(re, im, [1, ny, nx], true);
  }
  return Float32Array.from(re, (r, i) => r * r + (im[i] ?? 0) ** 2);
}

function applyLens(re: Float64Array, im: Float64Array, { ny, nx, pixel }: Canvas, wavelength: number, t: Transfer): void {
  for (let v = 0, i = 0; v < ny; v++) {
    const ky = (v <= ny / 2 ? v : v - ny) / (ny * pixel);
    for (let u = 0; u < nx; u++, i++) {
      if (i === 0) continue;
      const kx = (u <= nx / 2 ? u : u - nx) / (nx * pixel);
      const k = Math.sqrt(ky * ky + kx * kx);
      const theta = Math.atan2(ky, kx);
      const chi = aberration(k, theta, wavelength, t);
      const gain = envelope(k, theta, wavelength, t);
      const [c, s] = [gain * Math.cos(chi), -gain * Math.sin(chi)];
      const r = re[i] ?? 0;
      const m = im[i] ?? 0;
      re[i] = r * c - m * s;
      im[i] = r * s + m * c;
    }
  }
}
