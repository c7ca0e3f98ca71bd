/** Surface and Euler number against scikit-image. */
import { croftonArea, eulerOf, flatCroftonArea } from '../../../src/kernels/index.js';
import type { Outside, SurfaceTotals } from '../../../src/kernels/index.js';
import { countComponents, countEnclosed } from '../../../src/metrics/components.js';
import { countSubjects } from '../../../src/metrics/surface-context.js';
import type { Workers } from '../../../src/ports/index.js';
import { stackOf } from '../../../src/volume/index.js';
import { labelsOf } from './case.js';
import type { BenchCase, BenchVolume } from './case.js';

/** What is counted of the surface, slab by slab in all threads. */
async function count(volume: BenchVolume, workers: Workers, outside: Outside, flats: boolean): Promise<SurfaceTotals> {
  const stack = stackOf(labelsOf(volume));
  const [totals] = await countSubjects(stack, [{ value: 1 }], outside, { workers }, flats);
  if (totals === undefined) throw new TypeError('one subject gives one set of totals');
  return totals;
}

const AREA = { peer: 'mesh_area', peerName: 'scikit-image marching_cubes + mesh_surface_area', target: 10, edge: 256 } as const;

export const SURFACE_CASES: readonly BenchCase[] = [
  {
    id: 'euler',
    title: 'Euler number, 26 neighbours',
    edge: 256,
    peer: 'euler_number',
    peerName: 'scikit-image euler_number',
    target: 5,
    run: async (volume, workers) => eulerOf(await count(volume, workers, 'zero', false), 26),
  },
  {
    id: 'euler-betti',
    title: 'Euler number and Betti numbers 0, 1, 2 (the peer: Euler number alone)',
    edge: 256,
    peer: 'euler_number',
    peerName: 'scikit-image euler_number',
    target: 5,
    repeats: 8,
    run: async (volume, workers) => {
      const stack = stackOf(labelsOf(volume));
      const chi = eulerOf(await count(volume, workers, 'zero', false), 26);
      const pieces = await countComponents(stack, { values: [1], connectivity: 26 }, { workers });
      const cavities = await countEnclosed(stack, { values: [0], connectivity: 6 }, { workers });
      const handles = pieces + cavities - chi;
      return pieces - handles + cavities;
    },
  },
  {
    ...AREA,
    id: 'crofton-13',
    title: 'Surface area, 13 directions (the mesh reads about 9 % high)',
    run: async (volume, workers) => croftonArea(await count(volume, workers, 'edge', false), [1, 1, 1]),
  },
  {
    ...AREA,
    id: 'flat-crofton',
    title: 'Surface area, 13 directions and flat patches',
    run: async (volume, workers) => flatCroftonArea(await count(volume, workers, 'edge', true), [1, 1, 1]),
  },
];
