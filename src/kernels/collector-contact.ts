/**
 * How much of a collector body inside the image touches lithium, in voxel faces. Only the parts count that touch a collector face; other
 * islands of its material carry no current.
 *
 *      # # . . #      3 faces of lithium, and 4 of anything else (the sides of the notch among them)
 *      B B B . B
 *      B B B B B
 *
 * Counts per axis are integers: the result does not depend on any order. Exact for the staircase of voxels; on a slanted
 * collector both areas read up to 1.7 times too large, and their ratio is off only where lithium prefers one slope.
 * Time: one pass. Memory: 6 bytes per voxel.
 */
import type { Face, Shape3, Vec3 } from '../volume/index.js';
import { collectorBody } from './collector-seeds.js';
import type { Connectivity } from './components.js';
import { voxelFaceAreas } from './voxel-edges.js';

export interface ContactOptions {
  readonly phase: number;
  readonly collectorFaces: readonly Face[];
  readonly bodyLabel: number;
  /** neighbourhood of the parts of the body */
  readonly connectivity: Connectivity;
  /** axis of length 1 of an image: its faces are no collector surface */
  readonly flatAxis?: 0 | 1 | 2 | null;
}

export interface CollectorContact {
  /** area of the collector that touches the phase, and all of its area towards anything but itself, in the unit of the spacing */
  readonly contact: number;
  readonly collector: number;
}

/** Areas over all collector faces together. */
export function collectorContact(labels: Uint8Array, shape: Shape3, spacing: Vec3, options: ContactOptions): CollectorContact {
  const [nz, ny, nx] = shape;
  const body = collectorBody(labels, shape, options.bodyLabel, options.connectivity, options.collectorFaces);
  const contact = [0, 0, 0];
  const all = [0, 0, 0];
  const strides = [ny * nx, nx, 1];
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++)
        for (let axis = 0; axis < 3; axis++) {
          const place = axis === 0 ? z : axis === 1 ? y : x;
          if (axis === options.flatAxis || place === shape[axis] - 1) continue;
          const j = i + strides[axis];
          if (body[i] === body[j]) continue;
          all[axis]++;
          if (labels[body[i] !== 0 ? j : i] === options.phase) contact[axis]++;
        }
  const areas = voxelFaceAreas(spacing);
  const area = (counts: readonly number[]): number => counts[0] * areas[0] + counts[1] * areas[1] + counts[2] * areas[2];
  return { contact: area(contact), collector: area(all) };
}
