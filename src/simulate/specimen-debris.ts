/** Loose crumbs of SEI next to and on the specimen. */
import type { Rng } from '../base/index.js';
import { thicknessAt } from './specimen-body.js';
import type { SpecimenStack } from './specimen-shell.js';

export function addDebris(stack: SpecimenStack, count: number, rng: Rng): void {
  const { ny, nx, pixel, extent } = stack.field;
  const crystalline = rng.chance(0.5);
  for (let k = 0; k < count; k++) {
    const radius = Math.min(Math.max(rng.logUniform(2e-9, 20e-9), 2 * pixel), 0.1 * extent);
    const [cy, cx, squeeze] = [rng.uniform(0, ny), rng.uniform(0, nx), rng.uniform(0.6, 1)];
    const r = radius / pixel;
    const map = crystalline ? stack.crystals[0] : stack.amorphous;
    for (let y = Math.max(0, Math.floor(cy - r)); y <= Math.min(ny - 1, cy + r); y++)
      for (let x = Math.max(0, Math.floor(cx - r)); x <= Math.min(nx - 1, cx + r); x++) {
        const depth = radius - pixel * Math.hypot(y - cy, (x - cx) / squeeze);
        if (depth <= 0) continue;
        const i = y * nx + x;
        map[i] = (map[i] ?? 0) + thicknessAt(depth, radius, 'round');
        // numbers of their own, beyond those of the cells
        if (crystalline) stack.grains[0][i] = 65000 + k;
      }
  }
}
