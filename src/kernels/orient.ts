/**
 * A volume turned so that growth runs along +z from plane 0, with the other two axes in cyclic order. What follows then cannot depend on
 * the face at which the collector lies. Memory: one copy.
 */
import { faceAt, faceGeometry } from '../volume/index.js';
import type { Face, Shape3, Vec3 } from '../volume/index.js';
import { checkVoxels } from './planes.js';

export interface Oriented {
  readonly data: Uint8Array;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  /** where a face of the volume lies now */
  readonly faceOf: (face: Face) => Face;
}

const SAME = Uint8Array.from({ length: 256 }, (_, value) => value);

/** The values of `data`, mapped through `table`, growing away from `face`. */
export function orientAlongGrowth(data: Uint8Array, shape: Shape3, spacing: Vec3, face: Face, table: Uint8Array = SAME): Oriented {
  checkVoxels(data, shape);
  const { axis, atEnd } = faceGeometry(face);
  const axes = [axis, ((axis + 1) % 3) as 0 | 1 | 2, ((axis + 2) % 3) as 0 | 1 | 2] as const;
  const strides = [shape[1] * shape[2], shape[2], 1] as const;
  const turned: Shape3 = [shape[axes[0]], shape[axes[1]], shape[axes[2]]];
  const [nz, ny, nx] = turned;
  const [sz, sy, sx] = [atEnd ? -strides[axes[0]] : strides[axes[0]], strides[axes[1]], strides[axes[2]]];
  const start = atEnd ? (nz - 1) * strides[axes[0]] : 0;
  const out = new Uint8Array(data.length);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) for (let x = 0, from = start + z * sz + y * sy; x < nx; x++, i++, from += sx) out[i] = table[data[from]];
  const faceOf = (other: Face): Face => {
    const geometry = faceGeometry(other);
    const place = axes.indexOf(geometry.axis) as 0 | 1 | 2;
    return faceAt(place, geometry.atEnd !== (place === 0 && atEnd));
  };
  return { data: out, shape: turned, spacing: [spacing[axes[0]], spacing[axes[1]], spacing[axes[2]]], faceOf };
}
