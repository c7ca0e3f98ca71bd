/**
 * Blur of the instrument: a core (Gaussian, square pixel or disc of defocus), with a wide weak tail for light scattered in the
 * scintillator. The tail is what lets a bright collector shine into the first layers of lithium.
 */
import type { Effect, Switch } from '../effect.js';

export const psf: Effect = {
  id: 'psf',
  title: 'Point spread with a wide tail',
  params: [
    { id: 'core', title: 'Shape of the core: gaussian, box or disc', unit: '1' },
    { id: 'sigma', title: 'Standard deviation of the core', unit: 'voxel' },
    { id: 'alongZ', title: 'Width of the core across the slices over that inside', unit: '1' },
    { id: 'tail', title: 'Shape of the tail: gaussian or exponential', unit: '1' },
    { id: 'tailWeight', title: 'Weight of the tail', unit: '1' },
    { id: 'tailSigma', title: 'Scale of the tail', unit: 'voxel' },
  ],
  references: ['Koch, Raven, Spanne & Snigirev 1998, doi 10.1364/JOSAA.15.001940'],
};

export interface Psf extends Switch {
  readonly core: 'gaussian' | 'box' | 'disc';
  /** standard deviation along each axis of the slice, whatever the shape */
  readonly sigma: number;
  readonly alongZ: number;
  readonly tail: 'gaussian' | 'exponential';
  readonly tailWeight: number;
  readonly tailSigma: number;
}

/** One-dimensional factors of the transfer function for the frequencies pi k / n. */
export function gaussianTransfer(n: number, sigma: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => Math.exp(-0.5 * (sigma * ((Math.PI * k) / n)) ** 2));
}

/** The same for a square pixel of a standard deviation: width sigma sqrt(12). */
export function boxTransfer(n: number, sigma: number): Float64Array {
  const half = (sigma * Math.sqrt(12)) / 2;
  return Float64Array.from({ length: n }, (_, k) => {
    const a = (half * Math.PI * k) / n;
    return a === 0 ? 1 : Math.sin(a) / a;
  });
}

/** Transfer of a uniform disc with a standard deviation along each axis (radius 2 sigma): 2 J1(kR)/(kR). */
export function discTransfer(k: number, sigma: number): number {
  const x = 2 * sigma * k;
  return x < 1e-6 ? 1 : (2 * besselOne(x)) / x;
}

/** Transfer exp(-k s): the scatter of an exponential tail, 1/r^3 far away. */
export function exponentialTransfer(k: number, scale: number): number {
  return Math.exp(-k * scale);
}

/** J1 by its integral; the trapezoid rule converges faster than any power for a periodic integrand. */
function besselOne(x: number): number {
  const steps = 16 + Math.ceil(x);
  let sum = 0;
  for (let j = 0; j < steps; j++) {
    const angle = (2 * Math.PI * j) / steps;
    sum += Math.cos(angle - x * Math.sin(angle));
  }
  return sum / steps;
}
