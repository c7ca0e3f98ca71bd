/** A slow, independent labelling: breadth-first search voxel by voxel. */
import type { Shape3 } from '../../src/volume/index.js';

/** all (dz, dy, dx) of a neighbourhood; 4 and 8 are 6 and 26 where one axis has length 1 */
export function offsets(connectivity: number): [number, number, number][] {
  const reach = connectivity === 4 || connectivity === 6 ? 1 : connectivity === 18 ? 2 : 3;
  const all: [number, number, number][] = [];
  for (let z = -1; z <= 1; z++)
    for (let y = -1; y <= 1; y++)
      for (let x = -1; x <= 1; x++) {
        const distance = Math.abs(z) + Math.abs(y) + Math.abs(x);
        if (distance > 0 && distance <= reach) all.push([z, y, x]);
      }
  return all;
}

/** every voxel that a path through `open` voxels joins to the seeds */
export function flood(open: (i: number) => boolean, seeds: readonly number[], shape: Shape3, connectivity: number): Set<number> {
  const [nz, ny, nx] = shape;
  const steps = offsets(connectivity);
  const reached = new Set(seeds.filter(open));
  const queue = [...reached];
  for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
    const [z, y, x] = [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx];
    for (const [dz, dy, dx] of steps) {
      const [a, b, c] = [z + dz, y + dy, x + dx];
      if (a < 0 || b < 0 || c < 0 || a >= nz || b >= ny || c >= nx) continue;
      const j = (a * ny + b) * nx + c;
      if (!reached.has(j) && open(j)) {
        reached.add(j);
        queue.push(j);
      }
    }
  }
  return reached;
}

export function floodLabels(mask: Uint8Array, shape: Shape3, connectivity: number): { labels: Uint32Array; count: number } {
  const labels = new Uint32Array(mask.length);
  let count = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0 || labels[i] !== 0) continue;
    count++;
    for (const j of flood((k) => mask[k] !== 0, [i], shape, connectivity)) labels[j] = count;
  }
  return { labels, count };
}
