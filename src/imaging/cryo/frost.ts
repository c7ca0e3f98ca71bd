/** Ice crystals that settle from moist air: round or angular blobs anywhere. They are not a phase of the specimen. */
import type { Rng } from '../../base/index.js';
import type { Effect, Switch } from '../effect.js';
import type { Canvas } from './canvas.js';

export const frost: Effect = {
  id: 'frost',
  title: 'Frost',
  params: [
    { id: 'coverage', title: 'Sections of all crystals over the picture', unit: '1' },
    { id: 'radius', title: 'Median radius', unit: 'm' },
  ],
  references: [],
};

export interface Frost extends Switch {
  readonly coverage: number;
  readonly radius: number;
}

/** Adds a layer of water, each crystal a grain. */
export function addFrost(canvas: Canvas, params: Frost, rng: Rng): void {
  const { ny, nx, pixel } = canvas;
  const thickness = new Float32Array(ny * nx);
  const grains = new Uint16Array(ny * nx);
  const median = Math.min(Math.max(params.radius, 1.5 * pixel), 0.12 * pixel * Math.min(ny, nx));
  const count = Math.min(400, Math.max(1, Math.round((params.coverage * ny * nx * pixel * pixel) / (Math.PI * median * median))));
  for (let k = 0; k < count; k++) {
    const radius = median * Math.exp(0.4 * rng.normal());
    const [cy, cx, r, turn] = [rng.uniform(0, ny), rng.uniform(0, nx), radius / pixel, rng.uniform(0, Math.PI)];
    const corners = rng.chance(0.5) ? 6 : 0;
    for (let y = Math.max(0, Math.ceil(cy - r)); y <= Math.min(ny - 1, cy + r); y++)
      for (let x = Math.max(0, Math.ceil(cx - r)); x <= Math.min(nx - 1, cx + r); x++) {
        const [dy, dx] = [(y - cy) * pixel, (x - cx) * pixel];
        const angle = Math.atan2(dy, dx) + turn;
        const rim = corners === 0 ? radius : radius * (1 - 0.12 * (1 - Math.cos(corners * angle)));
        const d = Math.hypot(dy, dx);
        if (d >= rim) continue;
        const i = y * nx + x;
        thickness[i] = Math.max(thickness[i] ?? 0, 1.6 * Math.sqrt(rim * rim - d * d));
        grains[i] = k + 1;
      }
  }
  canvas.layers.push({ material: 'water', thickness, grains });
}
