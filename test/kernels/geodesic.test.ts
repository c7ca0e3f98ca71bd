import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { geodesicDistance } from '../../src/kernels/index.js';
import { voxelCount } from '../../src/volume/index.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { maskOf, noise } from './shapes.js';

function march(open: Uint8Array, shape: Shape3, spacing: Vec3, sources: readonly number[], start = 0): Float32Array {
  return geodesicDistance({
    open,
    shape,
    spacing,
    sources: Uint32Array.from(sources),
    startAt: Float64Array.from(sources, () => start),
  });
}

/** steps to the six neighbours, relaxed until nothing changes: an upper bound of the distance */
function manhattan(open: Uint8Array, [nz, ny, nx]: Shape3, [sz, sy, sx]: Vec3, source: number): Float64Array {
  const best = new Float64Array(open.length).fill(Infinity);
  best[source] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (let z = 0, i = 0; z < nz; z++)
      for (let y = 0; y < ny; y++)
        for (let x = 0; x < nx; x++, i++) {
          if (open[i] !== 1) continue;
          const found = Math.min(
            best[i]!,
            z > 0 ? best[i - ny * nx]! + sz : Infinity,
            z < nz - 1 ? best[i + ny * nx]! + sz : Infinity,
            y > 0 ? best[i - nx]! + sy : Infinity,
            y < ny - 1 ? best[i + nx]! + sy : Infinity,
            x > 0 ? best[i - 1]! + sx : Infinity,
            x < nx - 1 ? best[i + 1]! + sx : Infinity,
          );
          if (found < best[i]!) {
            best[i] = found;
            changed = true;
          }
        }
  }
  return best;
}

describe('geodesic distance', () => {
  test('flat fronts are exact along each axis', () => {
    const shape: Shape3 = [9, 10, 11];
    const spacing: Vec3 = [0.5, 0.25, 2];
    const strides = [110, 11, 1];
    for (const axis of [0, 1, 2] as const) {
      const place = (i: number): number => Math.floor(i / strides[axis]!) % shape[axis];
      const sources = Array.from({ length: 990 }, (_, i) => i).filter((i) => place(i) === 0);
      const distance = march(new Uint8Array(990).fill(1), shape, spacing, sources, spacing[axis] / 2);
      distance.forEach((d, i) => expect(d).toBeCloseTo((place(i) + 0.5) * spacing[axis], 6));
    }
  });

  test.each([[[1, 1, 1]], [[2, 1, 1]], [[0.3, 0.2, 0.25]]] satisfies [Vec3][])(
    'from a point, spacing %j: never short, within 0.65 edges',
    (spacing) => {
      const shape: Shape3 = [31, 41, 41];
      const source = (15 * 41 + 20) * 41 + 20;
      const distance = march(new Uint8Array(voxelCount(shape)).fill(1), shape, spacing, [source]);
      const edge = Math.max(...spacing);
      distance.forEach((d, i) => {
        const exact = Math.hypot(
          (Math.floor(i / 1681) - 15) * spacing[0],
          ((Math.floor(i / 41) % 41) - 20) * spacing[1],
          ((i % 41) - 20) * spacing[2],
        );
        if (d < exact * (1 - 1e-5) || d > exact + 0.65 * edge) expect([i, d]).toEqual([i, exact]);
      });
    },
  );

  test('around the edge of a wall', () => {
    // from below a wall at y = 40, x < 40, to above it
    const shape: Shape3 = [1, 80, 80];
    const open = maskOf(shape, (_, y, x) => !(y === 40 && x < 40));
    const exact = Math.hypot(79 - 40.5, 39.5 - 5) + 1 + Math.hypot(39.5 - 10, 39.5 - 10);
    const found = march(open, shape, [1, 1, 1], [79 * 80 + 5])[10 * 80 + 10]!;
    expect(found).toBeGreaterThan(exact * 0.999);
    expect(found).toBeLessThan(exact + 3 * 0.65);
  });

  test.each([1, 2, 3])('between the straight line and the steps, in random voxels %i', (seed) => {
    const shape: Shape3 = [9, 10, 11];
    const spacing: Vec3 = [0.4, 0.2, 0.3];
    const open = noise(shape, 0.6, seed);
    const source = createRng(seed).int(open.length);
    open[source] = 1;
    const distance = march(open, shape, spacing, [source]);
    const steps = manhattan(open, shape, spacing, source);
    const at = (i: number): number[] => [Math.floor(i / 110), Math.floor(i / 11) % 10, i % 11];
    distance.forEach((d, i) => {
      if (steps[i] === Infinity) return expect(d).toBe(Infinity);
      const straight = Math.hypot(...at(i).map((v, k) => (v - at(source)[k]!) * spacing[k]!));
      expect(d).toBeLessThanOrEqual(steps[i]! * (1 + 1e-5));
      expect(d).toBeGreaterThanOrEqual(straight * (1 - 1e-5));
    });
  });

  test('nothing open, no source, a closed source', () => {
    expect(march(new Uint8Array(8), [2, 2, 2], [1, 1, 1], [0])).toEqual(new Float32Array(8).fill(Infinity));
    expect(march(new Uint8Array(8).fill(1), [2, 2, 2], [1, 1, 1], [])).toEqual(new Float32Array(8).fill(Infinity));
    expect(march(Uint8Array.of(1), [1, 1, 1], [1, 1, 1], [0], 0.5)).toEqual(Float32Array.of(0.5));
  });

  test('a march that is stopped knows only what it has settled', () => {
    const open = new Uint8Array(20).fill(1);
    const task = { open, shape: [1, 1, 20] as Shape3, spacing: [1, 1, 1] as Vec3, sources: Uint32Array.of(0), startAt: Float64Array.of(0) };
    const distance = geodesicDistance(task, (_, d) => d < 5);
    expect(Array.from(distance.subarray(0, 7))).toEqual([0, 1, 2, 3, 4, 5, Infinity]);
  });
});
