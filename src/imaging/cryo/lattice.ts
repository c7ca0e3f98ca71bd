/**
 * Lattice fringes: every crystal that happens to lie near a zone axis adds cosines of its lattice planes to the phase.
 * Planes that the pixel cannot resolve add nothing.
 */
import type { Rng } from '../../base/index.js';
import type { Effect, Switch } from '../effect.js';
import type { Canvas, CanvasLayer } from './canvas.js';
import { CRYO_MATERIALS } from './materials.js';

export const lattice: Effect = {
  id: 'lattice',
  title: 'Lattice fringes',
  params: [
    { id: 'rms', title: 'Amplitude of the phase of a fringe in 10 nm of crystal', unit: 'rad' },
    { id: 'share', title: 'Share of crystals of SEI that show fringes', unit: '1' },
    { id: 'lithiumShare', title: 'Share of crystals of lithium that show fringes', unit: '1' },
    { id: 'strain', title: 'Standard deviation of lattice distances', unit: '1' },
  ],
  references: ['Williams & Carter 2009, Transmission Electron Microscopy, chapter 28'],
};

export interface Lattice extends Switch {
  readonly rms: number;
  readonly share: number;
  readonly lithiumShare: number;
  readonly strain: number;
}

/** One set of fringes: cycles per pixel along y and x, phase, amplitude for 10 nm. */
interface Fringe {
  readonly ky: number;
  readonly kx: number;
  readonly shift: number;
  readonly amplitude: number;
}

/** Beyond this a fringe no longer gains from thickness (dynamical scattering). */
const SATURATION = 40e-9;

/** Adds to the phase; `fading` 0..1 is what exposure has left. */
export function addFringes(phase: Float32Array, canvas: Canvas, params: Lattice, fading: (layer: CanvasLayer) => number, rng: Rng): void {
  for (const layer of canvas.layers) {
    const { material, grains } = layer;
    const spacings = CRYO_MATERIALS[material].spacings.filter((d) => d > 2.05 * canvas.pixel);
    if (grains === undefined || spacings.length === 0) continue;
    const share = material === 'lithium' ? params.lithiumShare : params.share;
    const draw = rng.fork(`fringes ${material}`);
    // by number of the crystal; drawn when first met
    const known: (readonly Fringe[] | undefined)[] = [];
    const left = fading(layer);
    for (let y = 0, i = 0; y < canvas.ny; y++)
      for (let x = 0; x < canvas.nx; x++, i++) {
        const grain = grains[i] ?? 0;
        if (grain === 0) continue;
        let fringes = known[grain];
        if (fringes === undefined) known[grain] = fringes = draw.chance(share) ? drawFringes(spacings, canvas.pixel, params, draw) : [];
        for (const { ky, kx, shift, amplitude } of fringes) {
          const thick = layer.thickness[i] ?? 0;
          const weight = left * amplitude * (thick / 10e-9) * (SATURATION / (SATURATION + thick));
          phase[i] = (phase[i] ?? 0) + weight * Math.cos(2 * Math.PI * (ky * y + kx * x) + shift);
        }
      }
  }
}

/** One or two sets; the second at an angle between 50 and 90 degrees to the first. */
function drawFringes(spacings: readonly number[], pixel: number, params: Lattice, rng: Rng): Fringe[] {
  const angle = rng.uniform(0, Math.PI);
  const set = (direction: number): Fringe => {
    // low-index planes are likelier and stronger
    const d = (spacings[Math.min(rng.int(spacings.length), rng.int(spacings.length))] ?? 1) * (1 + params.strain * rng.normal());
    const cycles = pixel / d;
    const amplitude = params.rms * rng.uniform(0.3, 1.2);
    return { ky: cycles * Math.sin(direction), kx: cycles * Math.cos(direction), shift: rng.uniform(0, 2 * Math.PI), amplitude };
  };
  return rng.chance(0.35) ? [set(angle), set(angle + rng.uniform(0.87, 1.57))] : [set(angle)];
}
