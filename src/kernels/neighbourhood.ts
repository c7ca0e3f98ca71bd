/** The neighbourhoods of a voxel, generated once, as steps (dz, dy, dx). 4 and 8 are 6 and 26 within an image. */
import type { Connectivity } from './components.js';

/** Flat list of steps: dz0, dy0, dx0, dz1, ... in raster order. */
export function neighbourSteps(connectivity: Connectivity): Int8Array {
  // number of coordinates that may change at once
  const reach = connectivity === 4 || connectivity === 6 ? 1 : connectivity === 18 ? 2 : 3;
  const steps: number[] = [];
  for (let dz = -1; dz <= 1; dz++)
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        const changed = Math.abs(dz) + Math.abs(dy) + Math.abs(dx);
        if (changed > 0 && changed <= reach) steps.push(dz, dy, dx);
      }
  return Int8Array.from(steps);
}
