/** Straight channels: transport without a detour, and with a dead end. */
import type { Phantom, Truth } from './phantom.js';
import { cells } from './cells.js';

export const channels: Phantom = {
  id: 'channels',
  title: 'A straight channel, and one that ends half-way',
  copies: 1,
  make(feature, spacing) {
    const built = cells(feature, spacing, [4, 3, 5], (z, y, x) => (y === 1 && (x === 1 || (x === 3 && z < 2)) ? 1 : 3));
    // 1 of 15 columns conducts, 6 of 60 cells are open
    const truths: Truth[] = [
      { metric: 'transport.tortuosity_factor', value: 1.5, allowed: 1e-3 },
      { metric: 'transport.relative_diffusivity', value: 1 / 15, allowed: 1e-3 },
      { metric: 'transport.through_connected_fraction', value: 4 / 6, allowed: 1e-9 },
      { metric: 'transport.percolates', value: 1, allowed: 0 },
      { metric: 'transport.electrode_tortuosity_factor', value: 1.5, allowed: 2e-3 },
      { metric: 'transport.geodesic_tortuosity', value: 1, allowed: 1e-3 },
      { metric: 'transport.constrictivity', value: 2 / 3, allowed: 2e-3 },
    ];
    return { volume: { ...built.volume, collectorFaces: ['z-'] }, truths };
  },
};
