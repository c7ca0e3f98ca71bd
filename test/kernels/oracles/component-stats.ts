/** Statistics of components voxel by voxel, from the labels. */
import type { ComponentStats } from '../../../src/kernels/component-stats.js';
import type { Shape3 } from '../../../src/volume/index.js';

export function statsByVoxels(labels: Uint32Array, count: number, shape: Shape3): ComponentStats {
  const points: number[][][] = Array.from({ length: count + 1 }, () => []);
  labels.forEach((id, i) => {
    const [z, y, x] = [Math.floor(i / (shape[1] * shape[2])), Math.floor(i / shape[2]) % shape[1], i % shape[2]];
    if (id > 0) points[id]!.push([z, y, x]);
  });
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const along = (id: number, axis: number): number[] => points[id]!.map((point) => point[axis]!);
  const ids = Array.from({ length: count }, (_, k) => k + 1);
  const centroids = ids.map((id) => [0, 1, 2].map((axis) => mean(along(id, axis)) + 0.5));
  const pairs = [[0, 0], [1, 1], [2, 2], [0, 1], [0, 2], [1, 2]] as const; // prettier-ignore
  return {
    voxels: Float64Array.from([0, ...ids.map((id) => points[id]!.length)]),
    centroid: Float64Array.from([0, 0, 0, ...centroids.flat()]),
    box: Int32Array.from([
      ...Array<number>(6).fill(0),
      ...ids.flatMap((id) => [
        ...[0, 1, 2].map((axis) => Math.min(...along(id, axis))),
        ...[0, 1, 2].map((axis) => Math.max(...along(id, axis)) + 1),
      ]),
    ]),
    first: Float64Array.from([-1, ...ids.map((id) => labels.indexOf(id))]),
    covariance: Float64Array.from([
      ...Array<number>(6).fill(0),
      ...ids.flatMap((id) => {
        const centre = centroids[id - 1]!;
        return pairs.map(([a, b]) => mean(points[id]!.map((p) => (p[a]! + 0.5 - centre[a]!) * (p[b]! + 0.5 - centre[b]!))));
      }),
    ]),
  };
}
