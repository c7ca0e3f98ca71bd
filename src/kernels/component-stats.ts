/**
 * Size, place, box and second moments of every component, from the sums that slabs give (`measureSlab`). Arrays have count + 1
 * entries per number; entry 0 is the background and not filled. Centroids are of voxel centres (index + 0.5), in voxels.
 * The sums are integers, exact below 2^53, so they depend on nothing but the input. Memory: 200 bytes per component.
 */
import { FACES } from '../volume/index.js';
import type { Shape3 } from '../volume/index.js';
import type { MergedComponents } from './component-merge.js';
import { RECORD_BYTES } from './component-runs.js';
import { faceBit } from './face-voxels.js';

export interface ComponentStats {
  readonly voxels: Float64Array;
  /** z, y, x per component */
  readonly centroid: Float64Array;
  /** first index and one past the last: z0 y0 x0 z1 y1 x1 per component */
  readonly box: Int32Array;
  /** flat index of the first voxel in raster order */
  readonly first: Float64Array;
  /** mean products of the distances of voxel centres from the centroid: zz yy xx zy zx yx, in voxels squared */
  readonly covariance: Float64Array;
}

/** Sums of a record: voxels, z y x, zz yy xx, zy zx yx. */
const SUMS = 10;
/** The factors of the second moments. */
const PAIRS = [0, 0, 1, 1, 2, 2, 0, 1, 0, 2, 1, 2];

export function mergeRecords({ count, labels }: MergedComponents, records: readonly ArrayBuffer[]): ComponentStats {
  const sums = new Float64Array(SUMS * (count + 1));
  const box = new Int32Array(6 * (count + 1));
  const first = new Float64Array(count + 1).fill(-1);
  labels.forEach((own, slab) => {
    const values = new Float64Array(records[slab]);
    const boxes = new Uint32Array(records[slab]);
    for (let k = 0; k < own.length; k++) {
      const id = own[k];
      const v = (k * RECORD_BYTES) / 8;
      for (let s = 0; s < SUMS; s++) sums[SUMS * id + s] += values[v + s];
      const b = 2 * v + 22;
      const fresh = first[id] < 0;
      if (fresh) first[id] = values[v + 10];
      for (let a = 0; a < 3; a++) {
        if (fresh || boxes[b + a] < box[6 * id + a]) box[6 * id + a] = boxes[b + a];
        if (boxes[b + 3 + a] > box[6 * id + 3 + a]) box[6 * id + 3 + a] = boxes[b + 3 + a];
      }
    }
  });
  return { box, first, ...meansOf(sums, count) };
}

function meansOf(sums: Float64Array, count: number): Pick<ComponentStats, 'voxels' | 'centroid' | 'covariance'> {
  const voxels = new Float64Array(count + 1);
  const centroid = new Float64Array(3 * (count + 1));
  const covariance = new Float64Array(6 * (count + 1));
  for (let id = 1; id <= count; id++) {
    const at = SUMS * id;
    const n = sums[at];
    voxels[id] = n;
    for (let a = 0; a < 3; a++) centroid[3 * id + a] = sums[at + 1 + a] / n + 0.5;
    for (let p = 0; p < 6; p++)
      covariance[6 * id + p] = (sums[at + 4 + p] - (sums[at + 1 + PAIRS[2 * p]] * sums[at + 1 + PAIRS[2 * p + 1]]) / n) / n;
  }
  return { voxels, centroid, covariance };
}

/** For every component the faces of the volume that its box touches, as bits: `1 << FACES.indexOf(face)`. */
export function facesOfBoxes({ box }: ComponentStats, shape: Shape3): Uint8Array {
  const faces = new Uint8Array(box.length / 6);
  for (let id = 1; id < faces.length; id++)
    for (let axis = 0; axis < 3; axis++) {
      if (box[6 * id + axis] === 0) faces[id] |= faceBit(FACES[2 * axis]);
      if (box[6 * id + 3 + axis] === shape[axis]) faces[id] |= faceBit(FACES[2 * axis + 1]);
    }
  return faces;
}
