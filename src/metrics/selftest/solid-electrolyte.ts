/** Lithium on a solid electrolyte with voids between them and a filled crack. */
import type { Phantom, Truth } from './phantom.js';
import { cells, facesOf } from './cells.js';

/** 1 lithium, 4 void, 6 electrolyte */
function labelAt(z: number, y: number, x: number): number {
  if (z === 1 && ((y === 1 && x === 1) || (y === 3 && (x === 1 || x === 2)))) return 4;
  if (z < 2) return 1;
  return x === 5 && z < 5 ? 1 : 6;
}

export const crack: Phantom = {
  id: 'crack',
  title: 'Lithium, two voids and a filled crack half through a solid electrolyte',
  copies: 1,
  make(feature, spacing) {
    const built = cells(feature, spacing, [8, 4, 7], labelAt);
    const [az, , ax] = facesOf(built);
    // the face of the electrolyte without mouth and voids, the end of the crack, its two walls
    const contact = (28 - 4 - 3 + 4) * az + 2 * 12 * ax;
    const truths: Truth[] = [
      { metric: 'solid_state.contact_fraction', value: contact / (contact + 3 * az), allowed: 0.02 },
      { metric: 'solid_state.void_patches', value: 2, allowed: 0 },
      { metric: 'solid_state.void_patch_area_mean', value: 1.5 * az, allowed: 0.1 },
      { metric: 'solid_state.void_patch_area_weighted_mean', value: (5 / 3) * az, allowed: 0.1 },
      { metric: 'solid_state.crack_opening_mean', value: built.edge[2], allowed: 0.15 },
      { metric: 'solid_state.crack_opening_p95', value: built.edge[2], allowed: 0.15 },
      { metric: 'solid_state.filament_penetration', value: 0.5, allowed: 1e-9 },
    ];
    return { volume: { ...built.volume, collectorFaces: ['z-'] }, truths };
  },
};
