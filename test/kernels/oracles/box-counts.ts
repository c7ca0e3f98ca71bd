/** Box counting voxel by voxel: the definition that the packed kernel is held against. */
import type { Shape3 } from '../../../src/volume/index.js';

/** Occupied boxes for each edge length; an axis of length 1 is one box. */
export function boxCounts(data: Uint8Array, value: number, shape: Shape3, boxes: readonly number[]): number[] {
  return boxes.map((size) => {
    const [nz, ny, nx] = shape;
    const by = Math.ceil(ny / size);
    const bx = Math.ceil(nx / size);
    const occupied = new Uint8Array(Math.ceil(nz / size) * by * bx);
    for (let z = 0, i = 0; z < nz; z++)
      for (let y = 0; y < ny; y++) {
        const row = (Math.floor(z / size) * by + Math.floor(y / size)) * bx;
        for (let x = 0; x < nx; x++, i++) if (data[i] === value) occupied[row + Math.floor(x / size)] = 1;
      }
    let count = 0;
    for (let k = 0; k < occupied.length; k++) count += occupied[k]!;
    return count;
  });
}
