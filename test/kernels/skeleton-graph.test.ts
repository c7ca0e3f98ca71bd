import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import {
  NODE,
  pruneSpurs,
  skeletonAdjacency,
  skeletonGraph,
  squaredDistance,
  strahlerOrder,
  summariseSkeleton,
  thin,
} from '../../src/kernels/index.js';
import type { SkeletonGraph, SkeletonSummary } from '../../src/kernels/index.js';
import { voxelCount } from '../../src/volume/index.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { maskOf, noise } from './shapes.js';

const SHAPE: Shape3 = [24, 24, 24];
const index = (z: number, y: number, x: number): number => (z * 24 + y) * 24 + x;

/** voxels of lines from (12, 12, 12), each a direction and a number of steps */
function arms(...lines: readonly (readonly [dz: number, dy: number, dx: number, steps: number])[]): Uint32Array {
  const voxels = new Set<number>();
  for (const [dz, dy, dx, steps] of lines) for (let k = 0; k <= steps; k++) voxels.add(index(12 + k * dz, 12 + k * dy, 12 + k * dx));
  return Uint32Array.from(voxels).sort();
}

function measured(voxels: Uint32Array, spacing: Vec3 = [1, 1, 1]): SkeletonSummary {
  return summariseSkeleton(skeletonGraph(voxels, SHAPE, spacing), SHAPE, spacing);
}

const types = (tipTip: number, tipJunction: number, junctionJunction: number, cycle: number): SkeletonSummary['types'] => ({
  tipTip,
  tipJunction,
  junctionJunction,
  cycle,
});

test('neighbours are those that touch, at the faces of the box too', () => {
  for (const shape of [
    [5, 6, 7],
    [1, 9, 9],
    [4, 1, 3],
    [1, 1, 9],
  ] satisfies Shape3[]) {
    const mask = noise(shape, 0.5, 3);
    const voxels = Uint32Array.from(Array.from(mask.keys()).filter((i) => mask[i] === 1));
    const { offsets, ids } = skeletonAdjacency(voxels, shape);
    const at = (i: number): number[] => [Math.floor(i / (shape[1] * shape[2])), Math.floor(i / shape[2]) % shape[1], i % shape[2]];
    voxels.forEach((voxel, v) => {
      const near = Array.from(voxels.keys()).filter((n) => n !== v && at(voxels[n]!).every((c, k) => Math.abs(c - at(voxel)[k]!) <= 1));
      expect(Array.from(ids.subarray(offsets[v], offsets[v + 1]))).toEqual(near);
    });
  }
});

describe('closed forms', () => {
  test('lines: steps times spacing', () => {
    const spacing: Vec3 = [3, 2, 0.5];
    const line = (dz: number, dy: number, dx: number): SkeletonSummary => measured(arms([dz, dy, dx, 10]), spacing);
    for (const [dz, dy, dx] of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 1, -1],
      [1, 1, 1],
      [-1, 1, 0],
    ] as const) {
      const found = line(dz, dy, dx);
      expect(found).toMatchObject({ tips: 2, junctions: 0, types: types(1, 0, 0, 0), strahlerOrder: 1 });
      expect(found.length).toBeCloseTo(10 * Math.hypot(3 * dz, 2 * dy, 0.5 * dx), 12);
      expect(found.tortuosities[0]).toBeCloseTo(1, 12);
    }
  });

  test('nothing, and one voxel', () => {
    expect(measured(new Uint32Array(0))).toMatchObject({ voxels: 0, length: 0, tips: 0, junctions: 0, strahlerOrder: null });
    expect(measured(Uint32Array.of(7))).toMatchObject({ voxels: 1, length: 0, tips: 0, junctions: 0, strahlerOrder: null });
  });

  test('a Y, a T and an X: angles', () => {
    const y = measured(arms([0, 1, 1, 8], [0, 1, -1, 8], [0, -1, 0, 8]));
    expect(y).toMatchObject({ tips: 3, junctions: 1, types: types(0, 3, 0, 0), strahlerOrder: 2 });
    expect(Array.from(y.angles).sort((a, b) => a - b)).toEqual([90, 135, 135].map((angle) => expect.closeTo(angle, 9) as number));
    const x = measured(arms([0, 1, 1, 8], [0, 1, -1, 8], [0, -1, 1, 8], [0, -1, -1, 8]));
    expect(x).toMatchObject({ tips: 4, junctions: 1, types: types(0, 4, 0, 0), strahlerOrder: 2 });
    expect(x.length).toBeCloseTo(32 * Math.SQRT2, 9);
  });

  test('touching junction voxels are one junction, with the spanning tree inside', () => {
    // a plus of face steps: the four voxels around the centre touch each other as well
    const plus = measured(arms([0, 1, 0, 6], [0, -1, 0, 6], [0, 0, 1, 6], [0, 0, -1, 6]));
    expect(plus).toMatchObject({ tips: 4, junctions: 1, types: types(0, 4, 0, 0), length: 24 });
    expect(Array.from(plus.branchLengths)).toEqual([5, 5, 5, 5]);
  });

  test('rings and loops', () => {
    const ring: number[] = [];
    for (let k = 0; k < 6; k++)
      ring.push(index(3, 4 + k, 10 + k), index(3, 10 + k, 16 - k), index(3, 16 - k, 10 - k), index(3, 10 - k, 4 + k));
    const alone = measured(Uint32Array.from(ring).sort());
    expect(alone).toMatchObject({ tips: 0, junctions: 0, types: types(0, 0, 0, 1), strahlerOrder: null });
    expect(alone.length).toBeCloseTo(24 * Math.SQRT2, 9);
    expect(alone.tortuosities).toHaveLength(0);
    const tail = [1, 2, 3].map((k) => index(3, 10, 16 + k));
    const tailed = measured(Uint32Array.from([...ring, ...tail]).sort());
    expect(tailed).toMatchObject({ tips: 1, junctions: 1, types: types(0, 1, 0, 1), strahlerOrder: null });
    expect(tailed.length).toBeCloseTo(24 * Math.SQRT2 + 3, 9);
  });

  test('Strahler order: a comb stays at 2, a full tree counts its levels', () => {
    const comb = new Set<number>();
    for (let x = 2; x < 22; x++) comb.add(index(5, 5, x));
    for (const x of [5, 9, 13, 17]) for (let k = 1; k < 6; k++) comb.add(index(5, 5 + k, x));
    const graph = skeletonGraph(Uint32Array.from(comb).sort(), SHAPE, [1, 1, 1]);
    // a comb held at its end; without a collector the best root is a tooth in its middle
    expect(strahlerOrder(graph, SHAPE, 'x-')).toBe(2);
    expect(strahlerOrder(graph, SHAPE, 'x+')).toBe(2);
    expect(strahlerOrder(graph, SHAPE)).toBe(3);
    const tree = new Set<number>();
    const grow = (z: number, y: number, x: number, level: number): void => {
      for (let k = 0; k < 3; k++) tree.add(index(z + k, y, x));
      if (level === 0) return;
      const reach = level === 2 ? 4 : 2;
      for (const side of [-1, 1]) {
        for (let k = 1; k <= reach; k++) tree.add(level === 2 ? index(z + 2 + k, y, x + side * k) : index(z + 2 + k, y + side * k, x));
        if (level === 2) grow(z + 3 + reach, y, x + side * reach, 1);
        else grow(z + 3 + reach, y + side * reach, x, 0);
      }
    };
    grow(2, 12, 12, 2);
    expect(measured(Uint32Array.from(tree).sort())).toMatchObject({ tips: 5, junctions: 3, strahlerOrder: 3 });
  });

  test('the end on an anchor is a root, not a tip', () => {
    const voxels = arms([1, 0, 0, 8]);
    const graph = skeletonGraph(
      voxels,
      SHAPE,
      [1, 1, 1],
      Uint8Array.from(voxels, (_, v) => (v === 0 ? 1 : 0)),
    );
    expect(Array.from(graph.kinds.toSorted())).toEqual([NODE.tip, NODE.root]);
    expect(summariseSkeleton(graph, SHAPE, [1, 1, 1])).toMatchObject({ tips: 1, types: types(0, 1, 0, 0) });
  });
});

describe('spurs', () => {
  const shape: Shape3 = [40, 40, 60];
  /** rounded rods between points, all of one radius */
  const rods =
    (radius: number, ...ends: readonly (readonly [Vec3, Vec3])[]) =>
    (z: number, y: number, x: number): boolean =>
      ends.some(([a, b]) => {
        const along = b.map((v, k) => v - a[k]!);
        const from = [z - a[0], y - a[1], x - a[2]];
        const dot = (p: readonly number[], q: readonly number[]): number => p.reduce((sum, v, k) => sum + v * q[k]!, 0);
        const t = Math.min(1, Math.max(0, dot(from, along) / dot(along, along)));
        return Math.hypot(...from.map((v, k) => v - t * along[k]!)) <= radius;
      });

  function pruned(mask: Uint8Array, spacing: Vec3 = [1, 1, 1]): SkeletonGraph {
    const squares = squaredDistance(mask, shape, spacing);
    const full = skeletonGraph(thin(mask, shape, { spacing }), shape, spacing);
    return pruneSpurs(full, { shape, spacing, radiusAt: (voxel) => Math.sqrt(squares[voxel]!) });
  }

  test('square rods, and rods with bumps, have two tips', () => {
    const square = maskOf(shape, (z, y, x) => Math.abs(z - 20) <= 4 && Math.abs(y - 20) <= 4 && x > 5 && x < 55);
    const rng = createRng(4);
    const rough = square.slice();
    for (let bump = 0; bump < 60; bump++) {
      const [x, side] = [Math.floor(rng.uniform(8, 52)), Math.floor(rng.uniform(16, 25))];
      for (const [z, y] of rng.chance(0.5) ? ([[15, side]] as const) : ([[side, 25]] as const)) rough[(z * 40 + y) * 60 + x] = 1;
    }
    for (const mask of [square, rough]) {
      const found = summariseSkeleton(pruned(mask), shape, [1, 1, 1]);
      expect(found).toMatchObject({ tips: 2, junctions: 0, types: types(1, 0, 0, 0) });
      expect(found.length).toBeGreaterThan(38);
      expect(found.length).toBeLessThan(52);
    }
  });

  test.each([1.5, 2.5, 4])('a fork of rods of radius %d keeps three tips', (radius) => {
    const fork = maskOf(shape, rods(radius, [[20, 20, 6], [20, 20, 30]], [[20, 20, 30], [8, 10, 50]], [[20, 20, 30], [32, 28, 52]])); // prettier-ignore
    const found = summariseSkeleton(pruned(fork), shape, [1, 1, 1]);
    expect(found).toMatchObject({ tips: 3, junctions: 1, types: types(0, 3, 0, 0), strahlerOrder: 2 });
    const exact = 24 + Math.hypot(12, 10, 20) + Math.hypot(12, 8, 22);
    expect(found.length).toBeGreaterThan(0.85 * exact);
    expect(found.length).toBeLessThan(1.15 * exact);
  });

  test('what is pruned has nothing left to prune', () => {
    const mask = maskOf(shape, rods(3, [[8, 8, 8], [32, 30, 50]], [[30, 8, 10], [10, 30, 50]])); // prettier-ignore
    const once = pruned(mask);
    const squares = squaredDistance(mask, shape, [1, 1, 1]);
    const twice = pruneSpurs(once, { shape, spacing: [1, 1, 1], radiusAt: (voxel) => Math.sqrt(squares[voxel]!) });
    expect(twice.voxels).toEqual(once.voxels);
    expect(voxelCount(shape)).toBe(mask.length);
  });
});
