import { describe, expect, it } from 'vitest';
import { completeParams, createRng } from '../../src/base/index.js';
import { createFilm, FILM_RULES, interfaceWidth } from '../../src/simulate/film-growth.js';
import type { FilmRule } from '../../src/simulate/film-growth.js';
import { GENERATORS } from '../../src/simulate/index.js';

/** Slope of ln w over ln t, t in particles tried per column, by least squares over points even in ln t; the mean of some runs. */
function growthExponent(rule: FilmRule, columns: number, from: number, to: number, runs: number): number {
  let sum = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const film = createFilm(rule, [1, columns], createRng(seed));
    const xs: number[] = [];
    const ys: number[] = [];
    let done = 0;
    for (let t = from; t <= to; t *= 1.3) {
      for (; done < t * columns; done++) film.drop();
      xs.push(Math.log(t));
      ys.push(Math.log(interfaceWidth(film.height)));
    }
    const mean = (values: readonly number[]): number => values.reduce((s, v) => s + v, 0) / values.length;
    const [mx, my] = [mean(xs), mean(ys)];
    sum += xs.reduce((s, x, i) => s + (x - mx) * (ys[i]! - my), 0) / xs.reduce((s, x) => s + (x - mx) ** 2, 0) / runs;
  }
  return sum;
}

describe('kinetic roughening of a line', () => {
  it('has the exponent 1/2 for random deposition', () => {
    expect(Math.abs(growthExponent('random', 4096, 5, 200, 2) - 0.5)).toBeLessThan(0.02);
  });
  it('has the exponent 1/4 when particles move to the lowest neighbour', () => {
    expect(Math.abs(growthExponent('family', 8192, 10, 200, 3) - 0.25)).toBeLessThan(0.03);
  });
  it('has the exponent 1/3 when steps are restricted', () => {
    expect(Math.abs(growthExponent('rsos', 8192, 30, 600, 3) - 1 / 3)).toBeLessThan(0.03);
  });
  it('has the effective exponent 0.29 for ballistic deposition up to 1000 layers', () => {
    expect(Math.abs(growthExponent('ballistic', 8192, 20, 800, 2) - 0.289)).toBeLessThan(0.03);
  });
});

describe('film rules', () => {
  it.each(FILM_RULES)('%s: counts heights, and stays within its rule', (rule) => {
    const film = createFilm(rule, [5, 7], createRng(3));
    let landed = 0;
    for (let i = 0; i < 4000; i++) if (film.drop().column >= 0) landed++;
    const sum = film.height.reduce((s, h) => s + h, 0);
    expect(film.total()).toBe(sum);
    if (rule === 'ballistic') expect(sum).toBeGreaterThan(landed);
    else expect(sum).toBe(landed);
    if (rule !== 'rsos') return;
    for (let z = 0; z < 5; z++)
      for (let x = 0; x < 7; x++) {
        const h = film.height[z * 7 + x]!;
        expect(Math.abs(h - film.height[z * 7 + ((x + 1) % 7)]!)).toBeLessThan(2);
        expect(Math.abs(h - film.height[((z + 1) % 5) * 7 + x]!)).toBeLessThan(2);
      }
  });
  it('sends particles where they may arrive', () => {
    const arrival = Float32Array.from({ length: 12 }, (_, i) => (i < 6 ? 1 : 0.25));
    const film = createFilm('random', [1, 12], createRng(1), arrival);
    for (let i = 0; i < 20000; i++) film.drop();
    const half = film.height.slice(0, 6).reduce((s, h) => s + h, 0);
    expect(half / 20000).toBeCloseTo(0.8, 1.7);
  });
});

describe.each(['eden', 'ballistic', 'rsos'])('generator %s', (id) => {
  const model = GENERATORS.find((one) => one.id === id)!;
  const small = { width: 31e-6, height: 26e-6, depth: 13e-6, thickness: 4e-6 };
  const run = (given: Record<string, number>, seed = 1) => model.run(completeParams(model.params, { ...small, ...given }), createRng(seed));

  it.each([2, 3])('deposits the stated amount in %sD, joined to the collector', async (dimension) => {
    const { truth, labels, collectorFace } = await run({ dimension });
    expect(labels.shape).toEqual([dimension === 2 ? 1 : 20, 40, 48]);
    expect(labels.data.filter((v) => v === 1)).toHaveLength(truth['lithiumVoxels'] as number);
    expect(truth['lithiumVoxels'] as number).toBeGreaterThan(0.97 * (truth['wantedVoxels'] as number));
    expect(truth['lithiumVoxels'] as number).toBeLessThan(1.03 * (truth['wantedVoxels'] as number));
    expect(collectorFace).toBe('y-');
    expect(truth['deadFractionFaceNeighbours']).toBe(0);
    expect(truth['stopped']).toMatch(/wanted amount/);
  });
  it('gives the same bytes for the same seed', async () => {
    const bytes = async (seed: number): Promise<Uint8Array> => (await run({ dimension: 2 }, seed)).labels.data;
    expect(await bytes(4)).toEqual(await bytes(4));
    expect(await bytes(4)).not.toEqual(await bytes(5));
  });
  it('says when the box is full, and stops when asked', async () => {
    expect((await run({ thickness: 60e-6 })).truth['stopped']).toMatch(/top of the box/);
    const params = completeParams(model.params, small);
    await expect(model.run(params, createRng(1), { signal: AbortSignal.abort() })).rejects.toThrow(/Cancelled/);
  });
});

it('leaves pores in a ballistic film and none in a restricted one', async () => {
  const solidity = async (id: string): Promise<number> => {
    const model = GENERATORS.find((one) => one.id === id)!;
    const { labels } = await model.run(completeParams(model.params, { voxel: 1.3e-6, width: 65e-6, depth: 65e-6 }), createRng(2));
    const [nz, ny, nx] = labels.shape;
    let [solid, below] = [0, 0];
    for (let z = 0; z < nz; z++)
      for (let x = 0; x < nx; x++) {
        let top = -1;
        for (let y = 0; y < ny; y++)
          if (labels.data[(z * ny + y) * nx + x] === 1) {
            solid++;
            top = y;
          }
        below += top + 1;
      }
    return solid / below;
  };
  expect(await solidity('rsos')).toBe(1);
  expect(await solidity('ballistic')).toBeLessThan(0.6);
});
