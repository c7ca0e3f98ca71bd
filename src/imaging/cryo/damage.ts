/** What the beam does: bubbles in the SEI, and fringes that fade as exp(-dose / critical dose). */
import type { Rng } from '../../base/index.js';
import type { SpecimenMaterial } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';
import type { Canvas } from './canvas.js';

export const damage: Effect = {
  id: 'damage',
  title: 'Beam damage: bubbles and fading fringes',
  params: [
    { id: 'exposure', title: 'Electrons per area before the picture', unit: '1/m2' },
    { id: 'bubbles', title: 'Bubbles over the area of the SEI, sum of their sections', unit: '1' },
    { id: 'radius', title: 'Median radius of a bubble', unit: 'm' },
  ],
  references: ['Egerton, Li & Malac 2004, doi 10.1016/j.micron.2004.02.003'],
};

export interface Damage extends Switch {
  readonly exposure: number;
  readonly bubbles: number;
  readonly radius: number;
}

/** Electrons per square metre at which fringes have faded to 1/e. Carbonate and fluoride are the sensitive ones. */
const CRITICAL: Readonly<Partial<Record<SpecimenMaterial, number>>> = {
  lithium: 3e23,
  li2o: 1e23,
  lif: 3e22,
  li2co3: 7.5e22,
  lioh: 3e22,
  lih: 3e22,
};

export function fringesLeft(material: SpecimenMaterial, params: Damage): number {
  const critical = CRITICAL[material];
  return params.on && critical !== undefined ? Math.exp(-params.exposure / critical) : 1;
}

/** Takes spheres out of the SEI, in place. Lithium and support stay whole. */
export function addBubbles(canvas: Canvas, params: Damage, rng: Rng): void {
  const { ny, nx, pixel } = canvas;
  const sei = canvas.layers
    .filter(({ material }) => CRITICAL[material] !== undefined || material === 'organic')
    .filter(({ material }) => material !== 'lithium');
  if (params.bubbles <= 0 || sei.length === 0) return;
  const median = Math.max(params.radius, pixel);
  const count = Math.min(4000, Math.round((params.bubbles * ny * nx * pixel * pixel) / (Math.PI * median * median)));
  for (let k = 0; k < count; k++) {
    const radius = median * Math.exp(0.35 * rng.normal());
    const [cy, cx, r] = [rng.uniform(0, ny), rng.uniform(0, nx), radius / pixel];
    for (let y = Math.max(0, Math.ceil(cy - r)); y <= Math.min(ny - 1, cy + r); y++)
      for (let x = Math.max(0, Math.ceil(cx - r)); x <= Math.min(nx - 1, cx + r); x++) {
        const chord = 2 * Math.sqrt(Math.max(0, radius * radius - pixel * pixel * ((y - cy) ** 2 + (x - cx) ** 2)));
        carve(sei, y * nx + x, chord);
      }
  }
}

/** A hole of a length takes from every layer of the pixel by its share. */
function carve(layers: Canvas['layers'], i: number, length: number): void {
  let total = 0;
  for (const { thickness } of layers) total += thickness[i] ?? 0;
  if (total <= 0) return;
  const left = Math.max(0, 1 - length / total);
  for (const { thickness } of layers) thickness[i] = (thickness[i] ?? 0) * left;
}
