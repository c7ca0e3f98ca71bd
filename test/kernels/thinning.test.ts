import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { eulerNumber, labelComponents, thin, thinVoxels } from '../../src/kernels/index.js';
import type { ThinningOptions } from '../../src/kernels/index.js';
import { voxelCount } from '../../src/volume/index.js';
import type { Shape3 } from '../../src/volume/index.js';
import { enclosedCavities } from './oracles/cavities.js';
import { thinSlowly } from './oracles/thinning.js';
import { maskOf, noise } from './shapes.js';

/** noise averaged over boxes and cut at its middle: blobs, tunnels and cavities */
function blobs(shape: Shape3, seed: number): Uint8Array {
  const [nz, ny, nx] = shape;
  const raw = noise(shape, 0.5, seed);
  const sums = Float64Array.from(raw);
  for (const [stride, n] of [
    [1, nx],
    [nx, ny],
    [ny * nx, nz],
  ] as const) {
    const before = Float64Array.from(sums);
    for (let i = 0; i < sums.length; i++) {
      const place = Math.floor(i / stride) % n;
      for (const step of [-2, -1, 1, 2]) if (place + step >= 0 && place + step < n) sums[i]! += before[i + step * stride]!;
    }
  }
  const middle = sums.toSorted()[sums.length >> 1]!;
  return Uint8Array.from(sums, (sum) => (sum > middle ? 1 : 0));
}

function drawn(voxels: Uint32Array, shape: Shape3): Uint8Array {
  const mask = new Uint8Array(voxelCount(shape));
  for (const voxel of voxels) mask[voxel] = 1;
  return mask;
}

/** pieces, Euler number and cavities: together the Betti numbers */
function topology(mask: Uint8Array, shape: Shape3): number[] {
  return [labelComponents(mask, shape, 26).count, eulerNumber(mask, shape, 26), enclosedCavities(mask, 1, shape, 6)];
}

const SHAPES: readonly Shape3[] = [
  [5, 6, 7],
  [3, 4, 63],
  [2, 5, 64],
  [3, 3, 129],
  [1, 9, 11],
  [8, 1, 9],
  [9, 8, 1],
  [1, 1, 12],
  [1, 7, 1],
  [1, 1, 1],
];

describe('the bit-packed kernel', () => {
  test.each(SHAPES)('gives the same voxels as the definition: %i x %i x %i', (...shape) => {
    for (const share of [0.2, 0.5, 0.8, 1]) {
      const body = noise(shape, share, 17 * shape[2] + 100 * share);
      expect(Array.from(thin(body, shape))).toEqual(thinSlowly(body, shape));
    }
    expect(thin(new Uint8Array(voxelCount(shape)), shape)).toHaveLength(0);
  });

  test.each([
    { spacing: [1, 1, 10] },
    { spacing: [0.3, 0.1, 0.25] },
    { anchors: ['z-'] },
    { anchors: ['y+', 'x-'] },
    { anchors: ['x+', 'z+'], spacing: [2, 1, 1] },
    { fixedValue: 2 },
    { value: 2, fixedValue: 0 },
  ] satisfies ThinningOptions[])('and with %j', (options) => {
    const shape: Shape3 = [7, 8, 9];
    const rng = createRng(3);
    for (const seed of [1, 2]) {
      const body = blobs(shape, seed).map((v) => (v === 1 && rng.chance(0.1) ? 2 : v));
      expect(Array.from(thin(body, shape, options))).toEqual(thinSlowly(body, shape, options));
    }
  });
});

describe('what thinning keeps', () => {
  test.each([
    ['noise, sparse', noise([20, 21, 22], 0.1, 1)],
    ['noise, half', noise([20, 21, 22], 0.5, 2)],
    ['noise, dense', noise([20, 21, 22], 0.9, 3)],
    ['blobs', blobs([20, 21, 22], 4)],
  ])('pieces, handles and cavities of %s', (_, body) => {
    const shape: Shape3 = [20, 21, 22];
    const voxels = thin(body, shape);
    const skeleton = drawn(voxels, shape);
    expect(topology(skeleton, shape)).toEqual(topology(body, shape));
    expect(skeleton.every((v, i) => v <= body[i]!)).toBe(true);
    // nothing is left to delete
    expect(thinVoxels(voxels, shape)).toEqual(voxels);
  });

  test('holes and pieces of images along every axis, with 8 neighbours', () => {
    for (const shape of [
      [1, 30, 31],
      [30, 1, 31],
      [30, 31, 1],
    ] satisfies Shape3[]) {
      const body = blobs(shape, 7);
      const skeleton = drawn(thin(body, shape), shape);
      expect(topology(skeleton, shape)).toEqual(topology(body, shape));
      // one pixel thick: no 2 x 2 block
      const [ny, nx] = shape.filter((n) => n > 1) as [number, number];
      for (let y = 0; y + 1 < ny; y++)
        for (let x = 0; x + 1 < nx; x++) expect([0, 1, nx, nx + 1].every((step) => skeleton[y * nx + x + step] === 1)).toBe(false);
    }
  });

  test('lines one voxel thick, in any direction', () => {
    const shape: Shape3 = [20, 20, 20];
    for (const [dz, dy, dx] of [
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
      [0, 1, 1],
      [1, 0, -1],
      [1, 1, 1],
      [1, -1, 1],
    ] as const) {
      const line = Array.from({ length: 9 }, (_, k) => ((10 + (k - 4) * dz) * 20 + 10 + (k - 4) * dy) * 20 + 10 + (k - 4) * dx).sort(
        (a, b) => a - b,
      );
      expect(Array.from(thin(drawn(Uint32Array.from(line), shape), shape))).toEqual(line);
    }
  });

  test('the place of a body: moved with it', () => {
    const shape: Shape3 = [12, 13, 70];
    const cloud = blobs([12, 13, 20], 5);
    const body = maskOf(shape, (z, y, x) => x < 20 && y < 10 && cloud[(z * 13 + y) * 20 + x] === 1);
    const moved = maskOf(shape, (z, y, x) => x >= 45 && y >= 2 && body[(z * 13 + y - 2) * 70 + x - 45] === 1);
    expect(Array.from(thin(moved, shape))).toEqual(Array.from(thin(body, shape), (voxel) => voxel + 2 * 70 + 45));
  });
});

describe('shapes', () => {
  const shape: Shape3 = [33, 33, 33];
  const radius = (z: number, y: number, x: number): number => Math.hypot(z - 16, y - 16, x - 16);

  test('a ball, a box and a full volume end as short curves, one voxel wide', () => {
    expect(
      thin(
        maskOf(shape, (z, y, x) => radius(z, y, x) <= 12),
        shape,
      ).length,
    ).toBeLessThanOrEqual(2);
    expect(thin(new Uint8Array(27).fill(1), [3, 3, 3])).toEqual(Uint32Array.of(12, 13, 14));
    const middle = (16 * 33 + 16) * 33 + 16;
    expect(thin(new Uint8Array(33 ** 3).fill(1), shape)).toEqual(Uint32Array.of(middle - 1, middle, middle + 1));
  });

  test('a torus ends as the ring in its middle', () => {
    const ring = thin(
      maskOf(shape, (z, y, x) => Math.hypot(Math.hypot(y - 16, x - 16) - 10, z - 16) <= 4),
      shape,
    );
    for (const voxel of ring) {
      const [z, y, x] = [Math.floor(voxel / 33 ** 2), Math.floor(voxel / 33) % 33, voxel % 33];
      expect(Math.hypot(Math.hypot(y - 16, x - 16) - 10, z - 16)).toBeLessThanOrEqual(1.5);
    }
    expect(topology(drawn(ring, shape), shape)).toEqual([1, 0, 0]);
  });

  test('strips two voxels wide keep their length', () => {
    for (const [dz, dy, dx] of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, 0],
      [0, 1, -1],
      [-1, 0, 1],
      [1, 1, 1],
      [1, -1, 1],
    ] as const)
      for (const side of [1, 33, 33 ** 2]) {
        const body = new Uint8Array(33 ** 3);
        for (let k = -12; k <= 12; k++) {
          const voxel = ((16 + k * dz) * 33 + 16 + k * dy) * 33 + 16 + k * dx;
          body[voxel] = 1;
          body[voxel + side] = 1;
        }
        expect(thin(body, shape).length).toBeGreaterThanOrEqual(22);
      }
  });

  test('a shell keeps its cavity', () => {
    const shell = maskOf(shape, (z, y, x) => radius(z, y, x) <= 12 && radius(z, y, x) >= 7);
    expect(topology(drawn(thin(shell, shape), shape), shape)).toEqual([1, 2, 1]);
  });

  test('a rod stays centred at unequal spacing', () => {
    // 6 x 18 voxels of 3 x 1 across: square in space
    const rod = maskOf([12, 40, 60], (z, y, x) => z >= 3 && z < 8 && y >= 12 && y < 27 && x >= 5 && x < 55);
    const middle = thin(rod, [12, 40, 60], { spacing: [3, 1, 1] }).filter((voxel) => voxel % 60 > 20 && voxel % 60 < 40);
    expect(middle).toHaveLength(19);
    for (const voxel of middle) {
      expect(Math.floor(voxel / 2400)).toBe(5);
      expect(Math.abs((Math.floor(voxel / 60) % 40) - 19)).toBeLessThanOrEqual(1);
    }
  });

  test('a film on its collector leaves nothing, a needle on the film stays', () => {
    const film = maskOf(shape, (z) => z < 4);
    expect(thin(film, shape, { anchors: ['z-'] })).toHaveLength(0);
    const needle = maskOf(shape, (z, y, x) => z < 4 || (z < 25 && Math.abs(y - 16) <= 1 && Math.abs(x - 16) <= 1));
    const voxels = thin(needle, shape, { anchors: ['z-'] });
    expect(Array.from(voxels, (voxel) => voxel % 33 ** 2)).toEqual(Array.from(voxels, () => 16 * 33 + 16));
    expect(voxels[0]).toBeLessThan(33 ** 2);
    expect(voxels.length).toBeGreaterThanOrEqual(23);
  });

  test('labels that do not fit the shape are refused', () => {
    expect(() => thin(new Uint8Array(7), [2, 2, 2])).toThrow(/7 voxels/);
    expect(thin(new Uint8Array(0), [0, 3, 3])).toHaveLength(0);
  });
});
