/** Points and cells as voxels: closed forms first, then a slow oracle. */
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import {
  gridInterpolate,
  meshInterpolate,
  nearestSite,
  neighbourDistance,
  sphereCoverage,
  sphInterpolate,
} from '../../src/kernels/index.js';
import type { SamplingGrid } from '../../src/kernels/index.js';
import type { CellBlock } from '../../src/volume/index.js';

function cube(n: number, step = 1, first = 0): SamplingGrid {
  return { shape: [n, n, n], origin: [first, first, first], step: [step, step, step] };
}

const total = (data: Float32Array): number => data.reduce((sum, value) => sum + value, 0);

describe('share of voxels inside balls', () => {
  test.each([
    [2, 0.01],
    [5, 0.001],
    [10, 0.0005],
  ])('a ball of radius %d voxels has its volume', (r, tolerance) => {
    const rng = createRng(r);
    let relative = 0;
    const balls = 20;
    for (let i = 0; i < balls; i++) {
      const centre = Float64Array.from([0, 0, 0], () => 15 + rng.uniform(-0.5, 0.5));
      relative += total(sphereCoverage(centre, Float64Array.of(r), cube(31))) / ((4 / 3) * Math.PI * r ** 3) - 1;
    }
    expect(Math.abs(relative / balls)).toBeLessThan(tolerance);
  });

  test('as labels, small balls lose what the docs say', () => {
    const rng = createRng(1);
    const lost = [1, 2, 3, 5].map((r) => {
      let relative = 0;
      for (let i = 0; i < 60; i++) {
        const centre = Float64Array.from([0, 0, 0], () => 7 + rng.uniform(-0.5, 0.5));
        const solid = sphereCoverage(centre, Float64Array.of(r), cube(15)).reduce((n, share) => n + (share >= 0.5 ? 1 : 0), 0);
        relative += solid / ((4 / 3) * Math.PI * r ** 3) - 1;
      }
      return relative / 60;
    });
    [-0.24, -0.056, -0.023, -0.004].forEach((bias, k) => expect(Math.abs(lost[k]! - bias)).toBeLessThan(k === 0 ? 0.03 : 0.015));
  });

  test('a disc has its area, whatever the depth of its centre', () => {
    const grid: SamplingGrid = { shape: [1, 41, 41], origin: [0, 0, 0], step: [1, 1, 1] };
    const share = sphereCoverage(Float64Array.of(20.3, 19.8, 7), Float64Array.of(10), grid);
    expect(total(share) / (Math.PI * 100)).toBeCloseTo(1, 3);
  });

  test('overlaps count once, and two balls are the union of each', () => {
    const one = sphereCoverage(Float64Array.of(10, 10, 10), Float64Array.of(5), cube(21));
    const twice = sphereCoverage(Float64Array.of(10, 10, 10, 10, 10, 10), Float64Array.of(5, 5), cube(21));
    expect(twice).toEqual(one);
    // lens of two balls: pi (2r - d)^2 (d^2 + 4dr) / 12d
    const [r, d] = [5, 4];
    const lens = (Math.PI * (2 * r - d) ** 2 * (d * d + 4 * d * r)) / (12 * d);
    const both = sphereCoverage(Float64Array.of(10, 10, 8, 10, 10, 12), Float64Array.of(r, r), cube(21));
    expect(total(both) / ((8 / 3) * Math.PI * r ** 3 - lens)).toBeCloseTo(1, 2);
  });

  test('follows the axes: x of the file is the last axis', () => {
    const share = sphereCoverage(Float64Array.of(3, 2, 1), Float64Array.of(0.4), { shape: [3, 4, 5], origin: [0, 0, 0], step: [1, 1, 1] });
    expect(share.indexOf(Math.max(...share))).toBe((1 * 4 + 2) * 5 + 3);
  });

  test('an aligned block of voxels is covered exactly by a huge ball', () => {
    expect(sphereCoverage(Float64Array.of(2, 2, 2), Float64Array.of(100), cube(5))).toEqual(new Float32Array(125).fill(1));
  });
});

describe('neighbours', () => {
  test('of a lattice lie one step apart, in two and three dimensions', () => {
    const points3: number[] = [];
    for (let z = 0; z < 7; z++) for (let y = 0; y < 8; y++) for (let x = 0; x < 9; x++) points3.push(x * 0.3, y * 0.3, z * 0.3);
    expect(neighbourDistance(Float64Array.from(points3))).toBeCloseTo(0.3, 12);
    expect(neighbourDistance(Float64Array.of(0, 0, 0, 3, 0, 0, 6, 0, 0))).toBeCloseTo(3, 12);
    expect(neighbourDistance(Float64Array.of(1, 1, 1))).toBeNull();
    expect(neighbourDistance(Float64Array.of(1, 1, 1, 1, 1, 1))).toBeNull();
  });

  test('the nearest site is that of a search through all', () => {
    const rng = createRng(3);
    const points = Float64Array.from({ length: 150 }, () => rng.uniform(0, 10));
    const values = Float64Array.from({ length: 50 }, (_, i) => i);
    const got = nearestSite(points, values, 3, -1, cube(10, 1, 0.5));
    let at = 0;
    for (let k = 0; k < 10; k++)
      for (let j = 0; j < 10; j++)
        for (let i = 0; i < 10; i++) {
          let best = -1;
          let least = 9;
          for (let p = 0; p < 50; p++) {
            const d = (points[3 * p]! - i - 0.5) ** 2 + (points[3 * p + 1]! - j - 0.5) ** 2 + (points[3 * p + 2]! - k - 0.5) ** 2;
            if (d < least) [least, best] = [d, p];
          }
          expect(got[at++]).toBe(best);
        }
  });
});

describe('fields carried by particles', () => {
  const points: number[] = [];
  for (let z = 0; z < 10; z++) for (let y = 0; y < 10; y++) for (let x = 0; x < 10; x++) points.push(x, y, z);
  const all = Float64Array.from(points);
  const ones = new Float64Array(1000).fill(1);
  const lengths = new Float64Array(1000).fill(1.3);

  test('constants are exact, also at the border', () => {
    const got = sphInterpolate({ points: all, values: ones.map(() => 7), volumes: ones, lengths }, NaN, cube(10));
    expect(Math.max(...got.map((value) => Math.abs(value - 7)))).toBeLessThan(1e-6);
  });

  test('a linear field is exact inside', () => {
    const values = Float64Array.from({ length: 1000 }, (_, p) => 2 * all[3 * p]! - all[3 * p + 2]!);
    const got = sphInterpolate({ points: all, values, volumes: ones, lengths }, NaN, cube(10));
    expect(got[(5 * 10 + 5) * 10 + 4]).toBeCloseTo(2 * 4 - 5, 6);
  });

  test('half way between two kinds it is one half', () => {
    const values = Float64Array.from({ length: 1000 }, (_, p) => (all[3 * p]! < 4.5 ? 1 : 0));
    const grid: SamplingGrid = { shape: [10, 10, 1], origin: [0, 0, 4.5], step: [1, 1, 1] };
    expect(sphInterpolate({ points: all, values, volumes: ones, lengths }, NaN, grid)[45]).toBeCloseTo(0.5, 12);
  });

  test('out of reach there is no value', () => {
    const got = sphInterpolate({ points: Float64Array.of(0, 0, 0), values: ones, volumes: ones, lengths }, NaN, cube(6));
    expect(got[5]).toBeNaN();
  });
});

describe('grids with uneven steps', () => {
  test('a field linear in each coordinate is exact', () => {
    const x = Float64Array.of(0, 1, 4, 9);
    const y = Float64Array.of(-1, 2, 3);
    const z = Float64Array.of(0, 5);
    const f = (a: number, b: number, c: number): number => 1 + a - 2 * b + a * b * c;
    const values = Float64Array.from({ length: 24 }, (_, i) => f(x[i % 4]!, y[Math.floor(i / 4) % 3]!, z[Math.floor(i / 12)]!));
    const grid: SamplingGrid = { shape: [5, 5, 10], origin: [0.5, -1, 0], step: [1, 1, 1] };
    const got = gridInterpolate({ x, y, z, values }, NaN, grid);
    got.forEach((value, i) => {
      const [a, b, c] = [i % 10, (Math.floor(i / 10) % 5) - 1, Math.floor(i / 50) + 0.5];
      expect(value).toBeCloseTo(f(a, b, c), 3);
    });
  });

  test('outside there is no value', () => {
    const axis = Float64Array.of(0, 1);
    const one = Float64Array.of(0);
    const got = gridInterpolate({ x: axis, y: one, z: one, values: Float64Array.of(3, 4) }, NaN, {
      shape: [1, 1, 4],
      origin: [0, 0, -1],
      step: [1, 1, 1],
    });
    expect(Array.from(got)).toEqual([NaN, 3, 4, NaN]);
  });
});

/** A box of 2 x 2 x 2 with its nodes moved apart, as cells of one shape. */
function boxMesh(shape: 'hexahedron' | 'tetrahedron' | 'wedge' | 'pyramid'): { points: Float64Array; block: CellBlock } {
  const points = Float64Array.from([0, 0, 0, 4, 0, 0, 4, 4, 0, 0, 4, 0, 0, 0, 4, 4, 0, 4, 4, 4, 4, 0, 4, 4, 2, 2, 2]);
  const nodes = {
    hexahedron: [0, 1, 2, 3, 4, 5, 6, 7],
    wedge: [0, 1, 2, 4, 5, 6, 0, 2, 3, 4, 6, 7],
    tetrahedron: [0, 1, 3, 4, 1, 2, 3, 6, 4, 5, 6, 1, 4, 6, 7, 3, 1, 3, 4, 6],
    pyramid: [0, 1, 2, 3, 8, 4, 7, 6, 5, 8, 0, 4, 5, 1, 8, 1, 5, 6, 2, 8, 2, 6, 7, 3, 8, 3, 7, 4, 0, 8],
  }[shape];
  return { points, block: { shape, nodes: Int32Array.from(nodes) } };
}

describe('cells of a mesh', () => {
  test.each(['hexahedron', 'tetrahedron', 'wedge', 'pyramid'] as const)('%s: linear fields are exact, the body is filled', (shape) => {
    const { points, block } = boxMesh(shape);
    const values = Float64Array.from(
      { length: points.length / 3 },
      (_, p) => 1 + points[3 * p]! + 2 * points[3 * p + 1]! - points[3 * p + 2]!,
    );
    const got = meshInterpolate({ points, blocks: [block], on: 'points', values }, NaN, cube(6, 1, -0.5));
    got.forEach((value, i) => {
      const [x, y, z] = [(i % 6) - 0.5, (Math.floor(i / 6) % 6) - 0.5, Math.floor(i / 36) - 0.5];
      const inside = [x, y, z].every((c) => c > 0 && c < 4);
      if (inside) expect(value).toBeCloseTo(1 + x + 2 * y - z, 5);
      else expect(value).toBeNaN();
    });
  });

  test('a skewed quadrilateral: bilinear fields are exact', () => {
    const points = Float64Array.of(0, 0, 0, 10, 1, 0, 12, 9, 0, -1, 8, 0);
    const values = Float64Array.from({ length: 4 }, (_, p) => 3 * points[3 * p]! - points[3 * p + 1]!);
    const block: CellBlock = { shape: 'quad', nodes: Int32Array.of(0, 1, 2, 3) };
    const grid: SamplingGrid = { shape: [1, 10, 14], origin: [0, 0, -1], step: [1, 1, 1] };
    const got = meshInterpolate({ points, blocks: [block], on: 'points', values }, NaN, grid);
    expect(got[4 * 14 + 6]).toBeCloseTo(3 * 5 - 4, 5);
    expect(got[0]).toBeNaN();
    // shoelace area, within the voxels of its border
    const inside = got.filter((value) => !Number.isNaN(value)).length;
    expect(Math.abs(inside - 88)).toBeLessThan(8);
  });

  test('a jump between two parts with nodes of their own stays a jump, values of cells are constant', () => {
    const points = Float64Array.of(0, 0, 0, 2, 0, 0, 2, 2, 0, 0, 2, 0, 2, 0, 0, 4, 0, 0, 4, 2, 0, 2, 2, 0);
    const blocks: CellBlock[] = [
      { shape: 'quad', nodes: Int32Array.of(0, 1, 2, 3) },
      { shape: 'quad', nodes: Int32Array.of(4, 5, 6, 7) },
    ];
    const grid: SamplingGrid = { shape: [1, 2, 4], origin: [0, 0.5, 0.5], step: [1, 1, 1] };
    const nodal = Float64Array.of(1, 1, 1, 1, 9, 9, 9, 9);
    expect(Array.from(meshInterpolate({ points, blocks, on: 'points', values: nodal }, NaN, grid).slice(0, 4))).toEqual([1, 1, 9, 9]);
    expect(Array.from(meshInterpolate({ points, blocks, on: 'cells', values: Float64Array.of(5, 6) }, NaN, grid).slice(0, 4))).toEqual([
      5, 5, 6, 6,
    ]);
  });

  test('a collapsed cell fills nothing', () => {
    const points = new Float64Array(24);
    const block: CellBlock = { shape: 'hexahedron', nodes: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7) };
    const got = meshInterpolate({ points, blocks: [block], on: 'cells', values: Float64Array.of(1) }, NaN, cube(3, 1, -1));
    expect(got.every((value) => Number.isNaN(value))).toBe(true);
  });
});
