/** The bit counts against counting cell by cell, on noise of awkward sizes, and slabs against the whole. */
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { eulerDensity, eulerOf } from '../../src/kernels/euler.js';
import type { Outside } from '../../src/kernels/planes.js';
import { countSurface, countSurfaceOf, mergeSurfaceCounts, SURFACE_HALO } from '../../src/kernels/surface-counts.js';
import { surfaceTotals } from '../../src/kernels/surface-totals.js';
import { scratchMemory } from '../../src/kernels/wasm.js';
import type { Shape3 } from '../../src/volume/index.js';
import { maskOf, noise } from './shapes.js';
import { configurations, crossingsOracle, eulerOracle } from './oracles/configurations.js';
import { flatFacesOracle } from './oracles/flat-faces.js';

const OUTSIDES: readonly Outside[] = ['zero', 'edge', 'periodic'];
const SHAPES: readonly Shape3[] = [[1, 1, 1], [1, 1, 9], [1, 7, 1], [8, 1, 1], [2, 2, 2], [1, 9, 70], [5, 6, 7], [4, 3, 58], [3, 5, 64], [6, 4, 61], [3, 4, 130]]; // prettier-ignore

/** labels 0 to 2 in lumps, so that there are flat parts */
function lumps(shape: Shape3, seed: number, size: number): Uint8Array {
  const rng = createRng(seed);
  const coarse = Array.from({ length: 4096 }, () => Math.floor(rng.uniform(0, 3)));
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
  let i = 0;
  for (let z = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++)
      for (let x = 0; x < shape[2]; x++)
        data[i++] = coarse[(Math.floor(z / size) * 256 + Math.floor(y / size) * 32 + Math.floor(x / size)) % 4096]!;
  return data;
}

const totalsOf = (data: Uint8Array, value: number, shape: Shape3, outside: Outside, other?: number) =>
  surfaceTotals(countSurfaceOf(data, value, shape, outside, other), outside);

describe.each(OUTSIDES)('outside %s', (outside) => {
  test.each(SHAPES)('%i x %i x %i: voxels, crossings and Euler number are those of the configurations', (...shape) => {
    for (const size of [1, 2])
      for (const value of [0, 1, 5]) {
        const data = lumps(shape, 7 + size, size);
        const totals = totalsOf(data, value, shape, outside);
        const counts = configurations(data, value, shape, outside);
        expect(totals.voxels).toBe(data.filter((v) => v === value).length);
        expect([...totals.crossings]).toEqual(crossingsOracle(counts));
        if (outside !== 'edge')
          for (const connectivity of [6, 18, 26] as const)
            expect(eulerOf(totals, connectivity)).toBe(eulerOracle(counts, connectivity) + 0);
      }
  });

  test.each([...SHAPES, [12, 13, 75], [17, 16, 15]] as Shape3[])('%i x %i x %i: flat faces are those found one by one', (...shape) => {
    for (const size of [1, 3, 6]) {
      const data = lumps(shape, 11 + size, size);
      expect(totalsOf(data, 1, shape, outside).flats).toEqual(flatFacesOracle(data, 1, shape, outside));
    }
  });

  test('an interface is half of both surfaces minus that of both together', () => {
    const shape: Shape3 = [6, 5, 67];
    const data = lumps(shape, 5, 2);
    const both = data.map((v) => (v === 2 ? 1 : v));
    const [a, b, ab] = [totalsOf(data, 1, shape, outside), totalsOf(data, 2, shape, outside), totalsOf(both, 1, shape, outside)];
    const found = totalsOf(data, 1, shape, outside, 2);
    expect([...found.crossings]).toEqual(Array.from(a.crossings, (v, k) => (v + b.crossings[k]! - ab.crossings[k]!) / 2));
    const [left, right] = [flatFacesOracle(data, 1, shape, outside, 2), flatFacesOracle(data, 2, shape, outside, 1)];
    expect(found.flats).toEqual(left.map((v, k) => (v + right[k]!) / 2));
  });

  test('slabs with their halo add up to the whole, bit for bit, in any order', () => {
    const shape: Shape3 = [11, 7, 66];
    const data = lumps(shape, 3, 2);
    const plane = 7 * 66;
    const padded = new Uint8Array((11 + 2 * SURFACE_HALO) * plane);
    for (let z = -SURFACE_HALO; z < 11 + SURFACE_HALO; z++)
      padded.set(data.subarray(((z + 11) % 11) * plane, (((z + 11) % 11) + 1) * plane), (z + SURFACE_HALO) * plane);
    const parts = [[0, 4], [4, 5], [5, 11]].map(([first, end]) => {
      const [low, high] = outside === 'periodic' ? [first! - 3, end! + 3] : [Math.max(0, first! - 3), Math.min(11, end! + 3)];
      const planes = { data: padded.subarray((low + 3) * plane, (high + 3) * plane), first: low };
      return countSurface({ planes, value: 1, shape, outside, first: first!, end: end! });
    }); // prettier-ignore
    expect([...mergeSurfaceCounts(parts.reverse())]).toEqual([...countSurfaceOf(data, 1, shape, outside)]);
  });
});

describe('empty and full', () => {
  const shape: Shape3 = [4, 5, 70];
  test('nothing is counted of a label that does not occur', () => {
    expect(Math.max(...countSurfaceOf(new Uint8Array(1400), 1, shape, 'zero'))).toBe(0);
    expect(countSurfaceOf(new Uint8Array(0), 1, [0, 5, 5], 'zero').length).toBeGreaterThan(0);
  });
  test('a full box has six flat sides when its faces count, and none otherwise', () => {
    const full = new Uint8Array(1400).fill(1);
    const open = totalsOf(full, 1, shape, 'zero');
    expect(open.flats).toEqual([2 * 5 * 70, 2 * 4 * 70, 2 * 4 * 5]);
    expect(open.flats).toEqual([open.crossings[2], open.crossings[1], open.crossings[0]]);
    expect(eulerOf(open, 26)).toBe(1);
    expect(Math.max(...totalsOf(full, 1, shape, 'edge').crossings, ...totalsOf(full, 1, shape, 'edge').flats)).toBe(0);
  });
});

describe('Euler number per volume', () => {
  const n = 20;
  const shape: Shape3 = [n, n, n];
  const halved = (inside: (z: number, y: number, x: number) => boolean): number =>
    eulerDensity(totalsOf(maskOf(shape, inside), 1, shape, 'zero'), 26, shape, [1, 1, 1], 'halved')! * n ** 3;

  test('halved: a ball counts 1 within the box, 1/2 on a face, 1/4 on an edge, 1/8 in a corner, and a rod through the box 0', () => {
    const ballAt =
      (...centre: number[]) =>
      (...p: number[]) =>
        p.reduce((sum, v, k) => sum + (v - centre[k]!) ** 2, 0) < 20;
    expect(halved(ballAt(10, 10, 10))).toBeCloseTo(1, 9);
    expect(halved(ballAt(0, 10, 10))).toBeCloseTo(1 / 2, 9);
    expect(halved(ballAt(0, 19, 10))).toBeCloseTo(1 / 4, 9);
    expect(halved(ballAt(0, 0, 19))).toBeCloseTo(1 / 8, 9);
    expect(halved((_z, y, x) => y > 5 && y < 9 && x > 5 && x < 9)).toBeCloseTo(0, 9);
  });

  test.each([6, 26] as const)('noise has the density of independent voxels (%i)', (connectivity) => {
    const size: Shape3 = [48, 48, 48];
    const p = 0.3;
    const q = 1 - p;
    const expected = connectivity === 6 ? p - 3 * p ** 2 + 3 * p ** 4 - p ** 8 : 1 - q ** 8 - 3 * (1 - q ** 4) + 3 * (1 - q ** 2) - p;
    const totals = totalsOf(noise(size, p, 4), 1, size, 'zero');
    // standard error of the four frequencies together is about 2.5e-3
    expect(eulerDensity(totals, connectivity, size, [1, 1, 1], 'interior')!).toBeCloseTo(expected, 2);
    const periodic = totalsOf(noise(size, p, 4), 1, size, 'periodic');
    expect(eulerDensity(periodic, connectivity, size, [2, 1, 1], 'interior')! * 2).toBeCloseTo(expected, 2);
  });

  test('is undefined in a box with one layer', () => {
    expect(eulerDensity(totalsOf(new Uint8Array(400), 1, [1, 20, 20], 'zero'), 26, [1, 20, 20], [1, 1, 1], 'interior')).toBeNull();
  });
});

test('what other kernels left in the scratch memory changes nothing', () => {
  const shape: Shape3 = [6, 9, 61];
  const data = lumps(shape, 3, 2);
  const counted = () => OUTSIDES.map((outside) => [countSurfaceOf(data, 1, shape, outside), countSurfaceOf(data, 1, shape, outside, 2)]);
  const clean = counted();
  for (const byte of [255, 0x5a]) {
    new Uint8Array(scratchMemory(1 << 20).buffer).fill(byte);
    expect(counted()).toEqual(clean);
  }
});
