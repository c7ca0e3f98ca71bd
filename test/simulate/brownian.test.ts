import { describe, expect, it } from 'vitest';
import { completeParams, createRng } from '../../src/base/index.js';
import { createLattice } from '../../src/simulate/brownian-lattice.js';
import { createPlanar } from '../../src/simulate/brownian-planar.js';
import { createRadial } from '../../src/simulate/brownian-radial.js';
import { fisherCosine, returnAngle, returnCosine, returnTime, turnedBy, vonMisesCosine } from '../../src/simulate/brownian-steps.js';
import { gyrationCurve, massRadiusSlope } from '../../src/simulate/mass-radius.js';
import { GENERATORS } from '../../src/simulate/index.js';

const rng = createRng(21);
const mean = (n: number, draw: () => number): number => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += draw();
  return sum / n;
};

describe('pieces of Brownian paths', () => {
  it('leave a ball in the direction of drift: Langevin and Bessel ratios', () => {
    for (const k of [0.5, 2, 10]) expect(mean(40000, () => fisherCosine(k, rng))).toBeCloseTo(1 / Math.tanh(k) - 1 / k, 1.7);
    // I1(2)/I0(2)
    expect(mean(40000, () => vonMisesCosine(2, rng))).toBeCloseTo(0.6978, 1.7);
    expect(mean(40000, () => vonMisesCosine(0, rng))).toBeCloseTo(0, 1.7);
  });
  it('fall to a plane after height over drift on average, and at the median of the Levy law without drift', () => {
    expect(mean(60000, () => returnTime(3, 0.5, rng)) / 6).toBeCloseTo(1, 1.3);
    // median of h^2 / (2 Z^2): |Z| = 0.6745
    expect(mean(20000, () => (returnTime(2, 0, rng) < 2 / 0.6745 ** 2 ? 1 : 0))).toBeCloseTo(0.5, 1.7);
  });
  it('come back to circle and sphere by the Poisson kernel', () => {
    // E cos(theta) = R/r on a circle; on a sphere the chance is R/r and then E cos = R/r
    expect(mean(40000, () => Math.cos(returnAngle(5, 2, rng)))).toBeCloseTo(0.4, 1.7);
    const cosines = Array.from({ length: 40000 }, () => returnCosine(5, 2, rng));
    const back = cosines.filter((c) => c !== undefined);
    expect(back.length / cosines.length).toBeCloseTo(0.4, 1.7);
    expect(back.reduce((s, c) => s + c, 0) / back.length).toBeCloseTo(0.4, 1.5);
  });
  it('turn a vector by the stated angle', () => {
    for (const axis of [
      [0, 1, 0],
      [0.6, 0, 0.8],
    ] as const) {
      const v = turnedBy(axis, 0.3, rng);
      expect(Math.hypot(...v)).toBeCloseTo(1, 10);
      expect(v[0] * axis[0] + v[1] * axis[1] + v[2] * axis[2]).toBeCloseTo(0.3, 10);
    }
  });
});

describe('free distance', () => {
  it.each([true, false])('never reaches a particle (periodic %s)', (periodic) => {
    const size = [37, 50, 61] as const;
    const lattice = createLattice(size, periodic);
    const draw = createRng(5);
    const points = Array.from({ length: 6 }, () => [draw.int(37), draw.int(50), draw.int(61)] as const);
    for (const [z, y, x] of points) lattice.add(z, y, x);
    const along = (a: number, b: number, n: number, wraps: boolean): number =>
      wraps ? Math.min(Math.abs(a - b), n - Math.abs(a - b)) : Math.abs(a - b);
    let jumps = 0;
    for (let i = 0; i < 3000; i++) {
      const [z, y, x] = [draw.int(37), draw.int(50), draw.int(61)];
      const free = lattice.free(z, y, x);
      const nearest = Math.min(
        ...points.map((p) => Math.max(along(z, p[0], 37, periodic), along(y, p[1], 50, false), along(x, p[2], 61, periodic))),
      );
      expect(free).toBeLessThan(Math.max(1, nearest));
      if (free > 0) jumps++;
    }
    expect(jumps).toBeGreaterThan(500);
  });
});

function slopes(
  dimension: 2 | 3,
  sticking: number,
  particles: number,
  seeds: number,
  ranges: readonly (readonly [number, number])[],
): number[] {
  const sums = ranges.map(() => 0);
  for (let seed = 1; seed <= seeds; seed++) {
    const radial = createRadial({ dimension, sticking, particles }, createRng(seed));
    for (let n = 1; n < particles; n++) radial.grow();
    const curve = gyrationCurve(radial.places);
    ranges.forEach(([from, to], i) => (sums[i]! += massRadiusSlope(curve, from, to)! / seeds));
  }
  return sums;
}

describe('Brownian deposition', () => {
  it('has the fractal dimension 1.71 in the plane', () => {
    expect(Math.abs(slopes(2, 1, 15000, 5, [[1500, 15000]])[0]! - 1.71)).toBeLessThan(0.05);
  }, 60000);
  it('has the fractal dimension 2.50 in space', () => {
    expect(Math.abs(slopes(3, 1, 12000, 8, [[3000, 12000]])[0]! - 2.5)).toBeLessThan(0.08);
  }, 60000);
  it('goes from compact to branched when reaction is slow', () => {
    // reaction rate x radius / diffusivity = 0.04, that is 0.08 per particle edge
    const [early = 0, middle = 0, late = 0] = slopes(2, 0.08, 10000, 5, [
      [200, 1000],
      [1000, 4000],
      [3000, 10000],
    ]);
    expect(early).toBeGreaterThan(middle);
    expect(middle).toBeGreaterThan(late);
    expect(Math.abs(late - 1.87)).toBeLessThan(0.06);
  }, 60000);
  it('grows denser under strong drift', () => {
    const height = (peclet: number): number => {
      const planar = createPlanar({ size: [1, 400, 200], sticking: 1, peclet }, createRng(3));
      for (let n = 0; n < 4000; n++) planar.grow();
      return planar.top();
    };
    const [none, weak, strong] = [height(0), height(0.1), height(1)];
    expect(none).toBeGreaterThan(weak);
    expect(weak).toBeGreaterThan(strong);
  });
  it('measures the slope of a disc as 2', () => {
    const disc: number[][] = [];
    for (let y = -80; y <= 80; y++) for (let x = -80; x <= 80; x++) if (y * y + x * x <= 6400) disc.push([0, y, x]);
    disc.sort((a, b) => a[1]! ** 2 + a[2]! ** 2 - b[1]! ** 2 - b[2]! ** 2);
    expect(massRadiusSlope(gyrationCurve(disc), 500, 20000)).toBeCloseTo(2, 1.5);
    expect(massRadiusSlope([], 1, 2)).toBeNull();
  });
});

describe('generator brownian-dla', () => {
  const dla = GENERATORS.find(({ id }) => id === 'brownian-dla')!;
  const small = { width: 31e-6, height: 26e-6, depth: 13e-6, thickness: 2e-6 };

  it('deposits the stated amount to within one particle, joined to the collector', async () => {
    const made = await dla.run(completeParams(dla.params, small), createRng(1));
    expect(made.labels.shape).toEqual([20, 40, 48]);
    const lithium = made.labels.data.filter((v) => v === 1).length;
    const wanted = Math.round((2e-6 / 650e-9) * 20 * 48);
    expect(lithium).toBeGreaterThanOrEqual(wanted);
    expect(lithium).toBeLessThan(wanted + 8);
    expect(made.collectorFace).toBe('y-');
  });
  it('gives the same bytes for the same seed', async () => {
    const run = async (seed: number): Promise<Uint8Array> =>
      (await dla.run(completeParams(dla.params, { ...small, dimension: 2 }), createRng(seed))).labels.data;
    expect(await run(4)).toEqual(await run(4));
    expect(await run(4)).not.toEqual(await run(5));
  });
  it('says when the box is full', async () => {
    const made = await dla.run(completeParams(dla.params, { ...small, thickness: 20e-6 }), createRng(1));
    expect(made.truth['stopped']).toMatch(/top of the box/);
  });
  it('grows around a seed and reports its radius of gyration', async () => {
    const made = await dla.run(completeParams(dla.params, { geometry: 1, dimension: 2, particles: 400, sticking: 1 }), createRng(1));
    expect(made.labels.data.filter((v) => v === 1)).toHaveLength(400);
    expect(made.labels.shape[0]).toBe(1);
    expect(made.collectorFace).toBeNull();
  });
  it('stops when asked, and refuses what it cannot do', async () => {
    const params = completeParams(dla.params, { geometry: 1, particles: 100000 });
    await expect(dla.run(params, createRng(1), { signal: AbortSignal.abort() })).rejects.toThrow(/Cancelled/);
    expect(() => completeParams(dla.params, { sticking: 2 })).toThrow(/from 0.001 to 1/);
    expect(() => completeParams(dla.params, { glue: 1 })).toThrow(/no parameter "glue"/);
  });
});
