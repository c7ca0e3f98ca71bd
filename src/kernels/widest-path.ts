/**
 * Widest-path connectivity: for every voxel, the largest threshold at which a path of voxels at or above it joins the
 * voxel to a seed, tau(v) = max over paths of the min of P along the path (bottleneck shortest path; Pollack 1960).
 * One pass answers every threshold t at once: at t, foreground is P >= t and live is tau >= t.
 *
 * Voxels wait in 256 stacks, one for each value tau can take. Taking always from the highest stack settles each voxel
 * when it is first met, so a voxel is pushed once; the result is what adding voxels from high to low P with
 * union-find gives, without its member lists. Time: voxels x neighbours. Memory: 4 + 1 bytes per voxel. Exact.
 */
import { InvalidInputError } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';
import type { Connectivity } from './components.js';
import { neighbourSteps } from './neighbourhood.js';

/** tau per voxel; 0 where no path of non-zero probability leads to a seed. Seeds are the voxels where `seeds` is not 0. */
export function widestPath(probability: Uint8Array, seeds: Uint8Array, shape: Shape3, connectivity: Connectivity): Uint8Array {
  const [nz, ny, nx] = shape;
  if (probability.length !== nz * ny * nx || seeds.length !== probability.length)
    throw new InvalidInputError(
      `Probability (${probability.length}) and seeds (${seeds.length}) must both have the voxels of ${shape.join(' x ')}.`,
    );
  const plane = ny * nx;
  const steps = neighbourSteps(connectivity);
  const tau = new Uint8Array(probability.length);
  const below = new Uint32Array(probability.length); // the voxel under this one in its stack, plus 1; 0 ends it
  const top = new Uint32Array(256); // the top voxel of each stack, plus 1

  for (let i = 0; i < seeds.length; i++) {
    const p = probability[i];
    if (seeds[i] === 0 || p === 0) continue;
    tau[i] = p;
    below[i] = top[p];
    top[p] = i + 1;
  }

  // pushes never go above the current level, so one sweep from high to low empties every stack
  for (let level = 255; level > 0; level--) {
    while (top[level] !== 0) {
      const i = top[level] - 1;
      top[level] = below[i];
      const z = Math.floor(i / plane);
      const y = Math.floor((i - z * plane) / nx);
      const x = i - z * plane - y * nx;
      for (let s = 0; s < steps.length; s += 3) {
        const a = z + steps[s];
        const b = y + steps[s + 1];
        const c = x + steps[s + 2];
        if (a < 0 || b < 0 || c < 0 || a >= nz || b >= ny || c >= nx) continue;
        const j = a * plane + b * nx + c;
        if (tau[j] !== 0) continue;
        const p = probability[j] < level ? probability[j] : level;
        if (p === 0) continue;
        tau[j] = p;
        below[j] = top[p];
        top[p] = j + 1;
      }
    }
  }
  return tau;
}
