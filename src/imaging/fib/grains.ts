/** Channelling contrast: crystal grains of lithium and of the collector differ in brightness. Grains are Voronoi cells of a jittered grid. */
import type { Rng } from '../../base/index.js';
import { PHASE } from '../../volume/index.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const grains: Effect = {
  id: 'grains',
  title: 'Channelling contrast of grains',
  params: [
    { id: 'size', title: 'Mean distance of grain centres', unit: 'voxel' },
    { id: 'amplitude', title: 'Largest change of brightness of a grain, over the level', unit: '1' },
  ],
  references: ['Joy, Newbury & Davidson 1982, J. Applied Physics 53, R81-R122'],
};

export interface Grains extends Switch {
  readonly size: number;
  readonly amplitude: number;
}

/** Multiplies lithium and collector; `thickness` of a slice in pixels. */
export function addGrains(image: Float32Array, labels: Uint8Array, shape: Shape3, thickness: number, params: Grains, rng: Rng): void {
  const [nz, ny, nx] = shape;
  const { size } = params;
  // one centre in every cell of a grid with a margin of one cell
  const counts = [nz * thickness, ny, nx].map((length) => Math.ceil(length / size) + 2);
  const [cz = 0, cy = 0, cx = 0] = counts;
  const centres = Float32Array.from({ length: 3 * cz * cy * cx }, () => rng.next());
  const gains = Float32Array.from({ length: cz * cy * cx }, () => 1 + params.amplitude * rng.uniform(-1, 1));
  for (let z = 0, i = 0; z < nz; z++) {
    const pz = (z * thickness) / size + 1;
    for (let y = 0; y < ny; y++) {
      const py = y / size + 1;
      for (let x = 0; x < nx; x++, i++) {
        const id = labels[i];
        if (id !== PHASE.lithium && id !== PHASE.collector) continue;
        image[i] = (image[i] ?? 0) * (gains[nearest(centres, cz, cy, cx, pz, py, x / size + 1)] ?? 1);
      }
    }
  }
}

/** The nearest centre among the 2 x 2 x 2 cells around a point: exact for most points, and always a cell-like partition. */
function nearest(centres: Float32Array, cz: number, cy: number, cx: number, pz: number, py: number, px: number): number {
  const [z0, y0, x0] = [Math.round(pz) - 1, Math.round(py) - 1, Math.round(px) - 1];
  let best = 0;
  let least = Infinity;
  for (let z = Math.max(0, z0); z <= Math.min(cz - 1, z0 + 1); z++)
    for (let y = Math.max(0, y0); y <= Math.min(cy - 1, y0 + 1); y++)
      for (let x = Math.max(0, x0); x <= Math.min(cx - 1, x0 + 1); x++) {
        const cell = (z * cy + y) * cx + x;
        const dz = z + (centres[3 * cell] ?? 0) - pz;
        const dy = y + (centres[3 * cell + 1] ?? 0) - py;
        const dx = x + (centres[3 * cell + 2] ?? 0) - px;
        const d = dz * dz + dy * dy + dx * dx;
        if (d < least) {
          least = d;
          best = cell;
        }
      }
  return best;
}
