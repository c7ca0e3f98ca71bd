import { expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { SurfaceBits } from '../../src/kernels/surface-bits.js';
import { faceNormal, normalRadius, normalStencil } from '../../src/kernels/surface-normals.js';
import type { FacePlace } from '../../src/kernels/surface-normals.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';

test.each([
  [
    [14, 13, 21],
    [1, 1, 1],
  ],
  [
    [9, 17, 130],
    [3, 1, 1],
  ],
  [
    [12, 12, 67],
    [0.8, 1.2, 0.5],
  ],
  [
    [1, 20, 31],
    [1, 1, 1],
  ],
  // windows too wide for a word go the slow way
  [
    [9, 9, 140],
    [20, 20, 0.5],
  ],
] as const)('normals from bits are those from voxels to the last bit: %j at %j', (shape: Shape3, spacing: Vec3) => {
  const rng = createRng(11);
  const [nz, ny, nx] = shape;
  const data = Uint8Array.from({ length: nz * ny * nx }, (_, i) => ((i % nx) + rng.uniform(-6, 6) < nx / 2 ? 1 : 3));
  const radius = normalRadius(shape, spacing);
  const slow = new Float64Array(3);
  const fast = new Float64Array(3);
  const faces: FacePlace[] = [];
  for (let k = 0; k < 400; k++) {
    const at = (n: number): number => Math.floor(rng.uniform(0, n));
    faces.push({ z: at(nz), y: at(ny), x: at(nx), axis: (k % 3) as 0 | 1 | 2, sign: k % 2 === 0 ? 1 : -1 });
  }
  const bits = new SurfaceBits({ data, first: 0 }, [0, nz], shape, spacing, 1);
  for (const face of faces) {
    faceNormal(data, 1, shape, normalStencil(face.axis, shape, spacing, radius), face, slow);
    bits.normal(face, fast);
    expect(fast).toEqual(slow);
  }
});

test('planes far into a volume', () => {
  const shape: Shape3 = [1000, 12, 40];
  const rng = createRng(2);
  const data = Uint8Array.from({ length: 30 * 480 }, () => (rng.uniform(0, 1) < 0.5 ? 1 : 0));
  const bits = new SurfaceBits({ data, first: 500 }, [510, 520], shape, [1, 1, 1], 1);
  const radius = normalRadius(shape, [1, 1, 1]);
  const slow = new Float64Array(3);
  const fast = new Float64Array(3);
  for (let x = 0; x < 40; x++)
    for (const z of [9, 15, 20]) {
      const face: FacePlace = { z, y: 6, x, axis: 0, sign: 1 };
      faceNormal(data, 1, [30, 12, 40], normalStencil(0, [30, 12, 40], [1, 1, 1], radius), face, slow);
      bits.normal(face, fast);
      expect(fast).toEqual(slow);
    }
});
