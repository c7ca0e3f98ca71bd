/** Distances and local thickness against edt, PoreSpy and localthickness. Answers are sums over every 16th voxel along each axis. */
import { distanceField, mapArray, thicknessMap } from '../../../src/metrics/distance-maps.js';
import type { Workers } from '../../../src/ports/index.js';
import type { Shape3, Vec3 } from '../../../src/volume/index.js';
import type { BenchCase, BenchVolume } from './case.js';

function sampled(map: Float32Array, [nz, ny, nx]: Shape3): number {
  let sum = 0;
  for (let z = 0; z < nz; z += 16) for (let y = 0; y < ny; y += 16) for (let x = 0; x < nx; x += 16) sum += map[(z * ny + y) * nx + x]!;
  return sum;
}

const arrays: Float32Array[] = [];

/** The same arrays in every repeat, as in a run of several metrics. */
function array(k: number, volume: BenchVolume, workers: Workers): Float32Array {
  return (arrays[k] ??= mapArray({ ...volume, spacing: [1, 1, 1] }, workers));
}

const distance = (id: string, spacing: Vec3, title: string): BenchCase => ({
  id,
  title,
  edge: 512,
  peer: id.replaceAll('-', '_'),
  peerName: 'edt.edtsq, parallel=2',
  target: 1,
  run: async (volume, workers) => {
    const { squares } = await distanceField({ ...volume, spacing }, {}, { workers }, array(0, volume, workers));
    return sampled(squares, volume.shape);
  },
});

const thickness = (id: string, edge: number, peerName: string): BenchCase => ({
  id,
  title: 'Local thickness, every size',
  edge,
  peer: id.replaceAll('-', '_'),
  peerName,
  target: 3,
  repeats: 3,
  run: async (volume, workers) => {
    const space = { ...volume, spacing: [1, 1, 1] as const };
    const field = await distanceField(space, {}, { workers }, array(0, volume, workers));
    return sampled((await thicknessMap(field, space, { workers }, array(1, volume, workers))).diameters, volume.shape);
  },
});

export const DISTANCE_CASES: readonly BenchCase[] = [
  distance('distance', [1, 1, 1], 'Exact squared distance, cubic voxels'),
  distance('distance-1-1-3', [1, 1, 3], 'Exact squared distance, spacing 1 x 1 x 3'),
  thickness('thickness', 256, 'PoreSpy local_thickness (25 sizes)'),
  thickness('thickness-dilation', 128, 'localthickness'),
];
