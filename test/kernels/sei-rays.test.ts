import { describe, expect, test } from 'vitest';
import { censoredDistribution, censoredMean, censoredQuantile, censoredShareAbove } from '../../src/kernels/censored.js';
import { followRays, RAY_NUMBERS } from '../../src/kernels/sei-ray.js';
import { joinSei, seiHalo, settleRays, traceSei, traceSeiSlab } from '../../src/kernels/sei-rays.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { maskOf, noise, permute } from './shapes.js';

const OPTIONS = { lithium: 1, sei: 2 };

/** Labels from a rule that names the phase of each voxel. */
function labelsOf(shape: Shape3, phase: (z: number, y: number, x: number) => number): Uint8Array {
  const data = maskOf(shape, () => false);
  let i = 0;
  for (let z = 0; z < shape[0]; z++) for (let y = 0; y < shape[1]; y++) for (let x = 0; x < shape[2]; x++) data[i++] = phase(z, y, x);
  return data;
}

const thicknessOf = (data: Uint8Array, shape: Shape3, spacing: Vec3) => {
  const surface = traceSei(data, shape, spacing, OPTIONS);
  return { surface, thickness: censoredDistribution(surface.length, surface.weight, surface.cut) };
};

describe('lithium surface', () => {
  test('a flat surface has its exact area and thickness at any spacing, up to the box faces', () => {
    const shape: Shape3 = [12, 9, 11];
    const spacing: Vec3 = [2, 1, 0.5];
    const { surface, thickness } = thicknessOf(
      labelsOf(shape, (z) => (z < 4 ? 1 : z < 7 ? 2 : 3)),
      shape,
      spacing,
    );
    expect(surface.area).toBeCloseTo(9 * 11 * 0.5, 10);
    expect(surface.facesArea).toBeCloseTo(9 * 11 * 0.5, 12);
    expect([thickness.min, thickness.max, thickness.cutShare]).toEqual([6, 6, 0]);
    expect(surface.barePatches).toHaveLength(0);
  });

  test.each([0.3, 0.6, 1])('a tilted surface (slope %d) has its area and thickness within 3 %%', (slope) => {
    const shape: Shape3 = [60, 6, 60];
    const height = (x: number): number => 8 + slope * (x + 0.5) * 0.5;
    const data = labelsOf(shape, (z, _y, x) => {
      const above = (z + 0.5 - height(x)) / Math.hypot(1, slope / 2);
      return above < 0 ? 1 : above < 9 ? 2 : 3;
    });
    const { surface, thickness } = thicknessOf(data, shape, [1, 1, 1]);
    expect(surface.area / (360 * Math.hypot(1, slope / 2)) - 1).toBeCloseTo(0, 1.3);
    // rays near the box side that the normal leans to leave the box
    expect(censoredQuantile(thickness, 0.5)! / 9).toBeCloseTo(1, 1);
  });

  test('ball: surface area, and a shell of even thickness, also with unequal spacing', () => {
    const shape: Shape3 = [22, 64, 64];
    const spacing: Vec3 = [3, 1, 1];
    const distance = (z: number, y: number, x: number): number => Math.hypot((z - 10.7) * 3, y - 31.6, x - 31.9);
    const data = labelsOf(shape, (z, y, x) => (distance(z, y, x) < 20 ? 1 : distance(z, y, x) < 27 ? 2 : 3));
    const { surface, thickness } = thicknessOf(data, shape, spacing);
    // a third of the resolution along z: the area reads 3 % low
    expect(Math.abs(surface.area / (4 * Math.PI * 400) - 1)).toBeLessThan(0.04);
    expect(censoredMean(thickness)).toBeCloseTo(7, 0);
    expect(surface.coveredArea).toBe(surface.area);
  });

  test('ball of radius 12 with cubic voxels: area within 1 %', () => {
    const data = labelsOf([30, 30, 30], (z, y, x) => (Math.hypot(z - 14.6, y - 14.4, x - 14.9) < 12 ? 1 : 3));
    expect(Math.abs(traceSei(data, [30, 30, 30], [1, 1, 1], OPTIONS).area / (4 * Math.PI * 144) - 1)).toBeLessThan(0.01);
  });

  test('a ray that leaves the box in SEI is cut', () => {
    const shape: Shape3 = [8, 5, 6];
    const { surface, thickness } = thicknessOf(
      labelsOf(shape, (z, _y, x) => (z < 3 ? 1 : x < 3 ? 2 : z < 5 ? 2 : 3)),
      shape,
      [1, 1, 1],
    );
    expect(thickness.cutShare).toBeCloseTo(0.5, 12);
    expect(surface.length.every((length, i) => (surface.cut[i] === 1 ? length === 5 : length === 2))).toBe(true);
    expect(thickness.openEnded).toBe(true);
  });

  test('bare patches join across edges of the surface, around corners, and not through the body', () => {
    const shape: Shape3 = [7, 7, 7];
    // a bare cube is one patch; SEI around its waist leaves a top and a bottom
    const inCube = (z: number, y: number, x: number): boolean => [z, y, x].every((v) => v >= 2 && v < 5);
    const bare = labelsOf(shape, (z, y, x) => (inCube(z, y, x) ? 1 : 3));
    expect(traceSei(bare, shape, [1, 1, 1], OPTIONS).barePatches).toHaveLength(1);
    const belt = labelsOf(shape, (z, y, x) => (inCube(z, y, x) ? 1 : z >= 2 && z < 5 ? 2 : 3));
    expect(traceSei(belt, shape, [1, 1, 1], OPTIONS).barePatches).toHaveLength(2);
  });

  test('everything follows the axes', () => {
    const shape: Shape3 = [9, 10, 11];
    const lithium = noise(shape, 0.3, 5);
    const sei = noise(shape, 0.5, 6);
    const data = lithium.map((value, i) => (value === 1 ? 1 : sei[i] === 1 ? 2 : 3));
    const turned = permute(lithium, shape, [2, 0, 1]);
    const other = permute(sei, shape, [2, 0, 1]).mask;
    const a = traceSei(data, shape, [2, 1, 1.5], OPTIONS);
    const b = traceSei(
      turned.mask.map((value, i) => (value === 1 ? 1 : other[i] === 1 ? 2 : 3)),
      turned.shape,
      [1.5, 2, 1],
      OPTIONS,
    );
    expect(b.area).toBeCloseTo(a.area, 8);
    expect(b.coveredArea).toBeCloseTo(a.coveredArea, 8);
    expect(b.facesArea).toBeCloseTo(a.facesArea, 8);
    expect(b.barePatches.length).toBe(a.barePatches.length);
  });

  test('rays through edges of voxels read the same thickness whichever way the volume lies', () => {
    // a stair of cubic voxels: every normal is a diagonal, every ray meets two borders at once
    const shape: Shape3 = [24, 5, 24];
    const bands = (z: number, _y: number, x: number): number => (z + x < 16 ? 1 : z + x < 23 ? 2 : 3);
    const of = (order: readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2], spacing: Vec3): number => {
      const turned: Shape3 = [shape[order[0]], shape[order[1]], shape[order[2]]];
      const data = labelsOf(turned, (...index) => {
        const at = [0, 0, 0];
        order.forEach((axis, k) => (at[axis] = index[k]!));
        return bands(at[0]!, at[1]!, at[2]!);
      });
      return censoredMean(thicknessOf(data, turned, spacing).thickness)!;
    };
    const cubic: Vec3 = [0.65, 0.65, 0.65];
    const [first, ...others] = ([[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1], [2, 0, 1], [1, 2, 0]] as const).map((order) => of(order, cubic)); // prettier-ignore
    for (const other of others) expect(other).toBeCloseTo(first!, 9);
    // nor does the rounding of a voxel size in a file decide
    expect(of([0, 1, 2], [0.65000001, 0.65, 0.65])).toBeCloseTo(first!, 6);
  });

  test('an image: the flat axis plays no part', () => {
    const shape: Shape3 = [1, 20, 12];
    const { surface, thickness } = thicknessOf(
      labelsOf(shape, (_z, y, x) => (y < 5 ? 1 : y < 9 && x < 6 ? 2 : 3)),
      shape,
      [7, 1, 1],
    );
    expect(surface.coveredFacesArea / surface.facesArea).toBe(0.5);
    expect([thickness.min, thickness.max]).toEqual([4, 4]);
    expect(surface.barePatches).toHaveLength(1);
    // the slice thickness does not blur the normals
    const thick = traceSei(
      maskOf([1, 40, 40], (_z, y, x) => Math.hypot(y - 19.6, x - 19.8) < 12),
      [1, 40, 40],
      [50, 1, 1],
      {
        ...OPTIONS,
        boxFaces: true,
        flatAxis: 0,
      },
    );
    expect(thick.area / (2 * Math.PI * 12 * 50)).toBeCloseTo(1, 1.5);
  });

  test('no lithium, no SEI, nothing at the box faces unless asked', () => {
    const empty = traceSei(new Uint8Array(27), [3, 3, 3], [1, 1, 1], OPTIONS);
    expect([empty.area, empty.length.length, empty.barePatches.length]).toEqual([0, 0, 0]);
    const full = new Uint8Array(27).fill(1);
    expect(traceSei(full, [3, 3, 3], [1, 1, 1], OPTIONS).facesArea).toBe(0);
    const boxed = traceSei(full, [3, 3, 3], [1, 1, 1], { ...OPTIONS, boxFaces: true });
    expect([boxed.facesArea, boxed.coveredFacesArea, boxed.barePatches.length]).toEqual([54, 0, 1]);
  });
});

describe('lengths that may be cut', () => {
  test('without cuts: the plain weighted distribution', () => {
    const d = censoredDistribution(Float64Array.of(3, 1, 2), Float64Array.of(1, 2, 1), Uint8Array.of(0, 0, 0));
    expect([...d.lengths]).toEqual([1, 2, 3]);
    expect(d.survival[0]).toBeCloseTo(0.5, 12);
    expect([0.5, 0.51, 0.75, 1].map((q) => censoredQuantile(d, q))).toEqual([1, 2, 2, 3]);
    expect(censoredMean(d)).toBeCloseTo(7 / 4, 12);
    expect([0.5, 1, 2.5, 3].map((t) => censoredShareAbove(d, t)!)).toEqual([1, 0.5, 0.25, 0].map((v) => expect.closeTo(v, 12)));
  });

  test('the textbook product of Kaplan and Meier', () => {
    // lengths 1, 2+, 3, 4+ : survival 3/4, then 3/4 x 1/2
    const d = censoredDistribution(Float64Array.of(1, 2, 3, 4), new Float64Array(4).fill(1), Uint8Array.of(0, 1, 0, 1));
    expect([...d.lengths]).toEqual([1, 3]);
    expect([...d.survival]).toEqual([0.75, expect.closeTo(0.375, 12)]);
    expect(d.cutShare).toBe(0.5);
    expect(d.openEnded).toBe(true);
    expect(censoredQuantile(d, 0.5)).toBe(3);
    expect(censoredQuantile(d, 0.75)).toBeNull();
    expect(censoredShareAbove(d, 5)).toBeNull();
    expect(censoredMean(d)).toBeCloseTo(1 + 2 * 0.75 + 0.375, 12);
  });

  test('equal lengths: the full one comes before the cut one; nothing at all', () => {
    const d = censoredDistribution(Float64Array.of(2, 2), Float64Array.of(1, 1), Uint8Array.of(1, 0));
    expect([...d.survival]).toEqual([0.5]);
    const none = censoredDistribution(new Float64Array(0), new Float64Array(0), new Uint8Array(0));
    expect([none.cutShare, none.openEnded, censoredQuantile(none, 0.5)]).toEqual([0, false, null]);
  });
});

describe('slabs', () => {
  test.each([
    [[23, 9, 8], [1, 1, 1], 1],
    [[40, 7, 11], [0.5, 1, 2], 3],
    [[31, 10, 6], [3, 1, 1], 5],
  ] as [Shape3, Vec3, number][])('%j in slabs of any thickness give the whole: rays go on, patches join', (shape, spacing, thick) => {
    // much SEI, so that rays are long; a column of lithium, so that there is always surface
    const spots = noise(shape, 0.04, thick);
    const holes = noise(shape, 0.03, thick + 7);
    const data = spots.map((v, i) => (v === 1 || i % (shape[1] * shape[2]) === 0 ? 1 : holes[i] === 1 ? 3 : 2));
    for (const boxFaces of [false, true]) {
      const options = { ...OPTIONS, boxFaces };
      const whole = traceSei(data, shape, spacing, options);
      const plane = shape[1] * shape[2];
      const planesOf = (first: number, end: number) => ({ data: data.subarray(first * plane, end * plane), first });
      const halo = seiHalo(shape, spacing);
      const parts = Array.from({ length: Math.ceil(shape[0] / thick) }, (_, k) => {
        const [first, end] = [k * thick, Math.min(shape[0], (k + 1) * thick)] as const;
        return traceSeiSlab(planesOf(Math.max(0, first - halo), Math.min(shape[0], end + halo)), [first, end], shape, spacing, options);
      });
      const { surface, waiting } = joinSei(parts, spacing);
      expect(waiting.places.length).toBeGreaterThan(0);
      let rays = waiting;
      while (rays.places.length > 0) {
        // one plane at a time: every ray waits again and again
        const z = rays.rays[1]!;
        const mine = Array.from(rays.places.keys()).filter((k) => rays.rays[k * RAY_NUMBERS + 1] === z);
        const moved = rays.rays.slice();
        const states = new Uint8Array(rays.places.length).fill(2);
        for (const k of mine) {
          const followed = followRays(rays.rays.slice(k * RAY_NUMBERS, (k + 1) * RAY_NUMBERS), planesOf(z, z + 1), shape, 2);
          moved.set(followed.rays, k * RAY_NUMBERS);
          states[k] = followed.states[0]!;
        }
        rays = settleRays(surface, { rays: moved, places: rays.places }, states);
      }
      expect(surface.length).toEqual(whole.length);
      expect(surface.cut).toEqual(whole.cut);
      expect(surface.weight).toEqual(whole.weight);
      expect([surface.facesArea, surface.coveredFacesArea]).toEqual([whole.facesArea, whole.coveredFacesArea]);
      expect(surface.area / whole.area).toBeCloseTo(1, 12);
      expect(surface.barePatches.length).toBe(whole.barePatches.length);
      surface.barePatches.forEach((area, k) => expect(area).toBeCloseTo(whole.barePatches[k]!, 9));
    }
  });
});
