/** Against a plain flood fill from the face. */
import { expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { FaceComponents } from '../../src/segmentation/face-components.js';
import { FACES, faceGeometry, type Face, type Shape3 } from '../../src/volume/index.js';

function flood(mask: Uint8Array, [nz, ny, nx]: Shape3, faces: readonly Face[]): Uint8Array {
  const out = new Uint8Array(mask.length);
  const queue: number[][] = [];
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++)
        if (
          faces.some(
            (face) => [z, y, x][faceGeometry(face).axis] === (faceGeometry(face).atEnd ? [nz, ny, nx][faceGeometry(face).axis]! - 1 : 0),
          )
        )
          queue.push([z, y, x]);
  while (queue.length > 0) {
    const [z, y, x] = queue.pop() as [number, number, number];
    const i = (z * ny + y) * nx + x;
    if (z < 0 || y < 0 || x < 0 || z >= nz || y >= ny || x >= nx || mask[i] === 0 || out[i] === 1) continue;
    out[i] = 1;
    queue.push([z - 1, y, x], [z + 1, y, x], [z, y - 1, x], [z, y + 1, x], [z, y, x - 1], [z, y, x + 1]);
  }
  return out;
}

it.each([...FACES.map((face) => [face]), ['z-', 'z+'], []] as Face[][])('components touching %s %s', (...faces) => {
  const shape: Shape3 = [9, 12, 14];
  const plane = shape[1] * shape[2];
  for (let seed = 0; seed < 12; seed++) {
    const rng = createRng(seed);
    const mask = Uint8Array.from({ length: shape[0] * plane }, () => (rng.chance(0.35) ? 1 : 0));
    const components = new FaceComponents(shape, faces.filter(Boolean));
    const slices = Array.from({ length: shape[0] }, (_, z) => mask.subarray(z * plane, (z + 1) * plane));
    slices.forEach((slice, z) => components.add(slice, z));
    components.freeze();
    const found = slices.map((slice) => [...components.touching(slice)]).flat();
    expect(found).toEqual([...flood(mask, shape, faces.filter(Boolean))]);
  }
});
