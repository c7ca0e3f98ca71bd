/** Enclosed cavities: components of the background that do not reach the box faces, beyond which everything is background. */
import type { Shape3 } from '../../../src/volume/index.js';
import { labelComponents } from '../../../src/kernels/components.js';
import { touchesFaces } from '../../../src/kernels/face-voxels.js';

/** Number of cavities in the voxels with `value`; `connectivity` is that of the background. */
export function enclosedCavities(data: Uint8Array, value: number, shape: Shape3, connectivity: 6 | 18 | 26): number {
  const values: number[] = [];
  for (let v = 0; v < 256; v++) if (v !== value) values.push(v);
  const { labels, count } = labelComponents(data, shape, connectivity, { values });
  const touched = touchesFaces(labels, count, shape);
  let cavities = 0;
  for (let id = 1; id <= count; id++) if (touched[id] === 0) cavities++;
  return cavities;
}
