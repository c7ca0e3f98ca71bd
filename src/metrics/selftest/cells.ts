/** Shapes made of equal boxes along the grid, each as wide as the feature: exact at any resolution. */
import type { Shape3, Vec3 } from '../../volume/index.js';
import type { PhantomVolume } from './phantom.js';

export interface Cells {
  readonly volume: PhantomVolume;
  /** voxels along the edges of a cell */
  readonly n: Shape3;
  /** edges of a cell in metres */
  readonly edge: Vec3;
  /** volume of a cell */
  readonly content: number;
  /** voxels in a cell */
  readonly voxels: number;
}

/** A map of cells as voxels. A single layer of cells along z is an image: one voxel thick. */
export function cells(feature: number, spacing: Vec3, shape: Shape3, labelOf: (z: number, y: number, x: number) => number): Cells {
  const along = (axis: 0 | 1 | 2): number => (shape[axis] === 1 ? 1 : Math.max(1, Math.round(feature / spacing[axis])));
  const n: Shape3 = [along(0), along(1), along(2)];
  const edge: Vec3 = [n[0] * spacing[0], n[1] * spacing[1], n[2] * spacing[2]];
  const size: Shape3 = [shape[0] * n[0], shape[1] * n[1], shape[2] * n[2]];
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  const run = n[2];
  let i = 0;
  for (let z = 0; z < size[0]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < shape[2]; x++, i += run) data.fill(labelOf(Math.floor(z / n[0]), Math.floor(y / n[1]), x), i, i + run);
  return { volume: { data, shape: size }, n, edge, content: edge[0] * edge[1] * edge[2], voxels: n[0] * n[1] * n[2] };
}

/** Areas of the faces of a cell across z, y and x. */
export const facesOf = ({ edge: [z, y, x] }: Cells): Vec3 => [y * x, z * x, z * y];

/** A length as a parameter. */
export const metres = (length: number): string => `${length.toFixed(15)}m`;
