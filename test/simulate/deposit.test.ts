import { describe, expect, it } from 'vitest';
import { createRng, drawParams } from '../../src/base/index.js';
import { labelComponents } from '../../src/kernels/components.js';
import { DEPOSIT_PARAMS, FAMILIES, isolationTruth, makeDeposit, phaseFractions } from '../../src/simulate/index.js';
import { normalCdf, normalQuantile } from '../../src/simulate/normal-quantile.js';
import { FAR, nearSquared, stampBall } from '../../src/simulate/stamp.js';

const shape = [24, 64, 48] as const;
const ids = FAMILIES.map(({ id }) => id);
const family = (id: string) => FAMILIES.find((one) => one.id === id)!;
const plain = {
  stripped: 0,
  severed: 0,
  cuts: 0,
  afloat: 0,
  fate: 0,
  seiThickness: 0,
  seiTexture: 0,
  seiSlope: 0,
  saltLumps: 0,
  bubbles: 0,
  cell: 0,
  cover: 0,
  collectorRows: 6,
  collectorRoughness: 0.7,
  collectorTilt: 0,
  collectorTiltZ: 0,
};

describe.each(ids)('family %s', (id) => {
  it('makes the same bytes for the same seed and others for another', () => {
    // bytes are compared as a block: value by value takes seconds
    const make = (seed: number) => Buffer.from(makeDeposit(family(id), { seed, shape, voxel: 650e-9 }).labels.data);
    const first = make(3);
    expect(first.equals(make(3))).toBe(true);
    expect(first.equals(make(4))).toBe(false);
  });
  it('grows lithium that hangs together with the collector through faces', () => {
    for (const seed of [1, 2, 3]) {
      const { labels, truth } = makeDeposit(family(id), { seed, shape, voxel: 650e-9, given: plain });
      expect(truth.fractions['1']).toBeGreaterThan(0.004);
      expect(truth.isolation['6']).toEqual({ dead: 0, unknown: 0 });
      expect(labelComponents(labels.data, shape, 6, { values: [1, 5] }).count).toBe(1);
    }
  });
  it('leaves isolated lithium when stripped, more for fewer neighbours', () => {
    let dead = 0;
    for (const seed of [1, 2, 3, 4]) {
      const { isolation } = makeDeposit(family(id), {
        seed,
        shape,
        voxel: 650e-9,
        given: { ...plain, stripped: 0.4, severed: 0.7, severedHeight: 0.1 },
      }).truth;
      // equal counts may differ in the last digit of the sum
      const cut = (n: '6' | '18' | '26'): number => Math.round(1e9 * ((isolation[n].dead ?? 0) + (isolation[n].unknown ?? 0)));
      expect(cut('6')).toBeGreaterThanOrEqual(cut('18'));
      expect(cut('18')).toBeGreaterThanOrEqual(cut('26'));
      dead += isolation['18'].dead ?? 0;
    }
    expect(dead).toBeGreaterThan(0);
  });
});

describe('deposit', () => {
  const make = (given: Record<string, number>, seed = 2) =>
    makeDeposit(family('moss'), { seed, shape, voxel: 650e-9, given: { ...plain, ...given } });

  it('wraps lithium in SEI of the stated thickness', () => {
    const { labels } = make({ seiThickness: 2, seiSpread: 0, seiCoverage: 1 });
    const near = nearSquared(
      labels.data.map((v) => (v === 1 ? 1 : 0)),
      shape,
      3,
    );
    const distances = (phase: number): number[] => Array.from(near.filter((_, i) => labels.data[i] === phase));
    expect(Math.max(...new Set(distances(2)))).toBe(4);
    expect(Math.min(...new Set(distances(3)))).toBeGreaterThan(4);
  });
  it('covers the stated share of the surface', () => {
    const full = make({ seiThickness: 1.5, seiSpread: 0, seiCoverage: 1 }).truth.fractions['2']!;
    const half = make({ seiThickness: 1.5, seiSpread: 0, seiCoverage: 0.5 }).truth.fractions['2']!;
    expect(half / full).toBeGreaterThan(0.3);
    expect(half / full).toBeLessThan(0.7);
  });
  it('leaves husks where lithium was stripped', () => {
    const share = (husks: number): number => make({ seiThickness: 1.5, stripped: 0.4, husks }).truth.fractions['2']!;
    expect(share(1)).toBeGreaterThan(share(0));
  });
  it('has no electrolyte in a dry cell, both in a mixed one', () => {
    expect(make({ cell: 1 }).truth.fractions['3']).toBeUndefined();
    const mixed = make({ cell: 2, gasShare: 0.5 }).truth.fractions;
    expect(mixed['3']).toBeGreaterThan(0.05);
    expect(mixed['4']).toBeGreaterThan(0.05);
    expect(make({ cell: 1 }).cell).toBe('dry');
  });
  it('starts at the face of the box when no collector is in it', () => {
    const { truth, labels } = make({ collectorRows: 0 });
    expect(labels.data.includes(5)).toBe(false);
    expect(truth.isolation['6'].dead).toBe(0);
  });
  it('lays covers of every kind on top', () => {
    for (const cover of [1, 2, 3]) expect(make({ cover, coverRows: 12 }).truth.fractions['6']).toBeGreaterThan(0.02);
  });
});

describe('truth of isolation', () => {
  it('tells dead from cut by the box, and depends on the neighbourhood', () => {
    const [nz, ny, nx] = [5, 6, 5];
    const labels = new Uint8Array(nz * ny * nx).fill(3);
    const put = (z: number, y: number, x: number, v: number): number => (labels[(z * ny + y) * nx + x] = v);
    for (let z = 0; z < 5; z++) for (let x = 0; x < 5; x++) put(z, 0, x, 5);
    put(2, 1, 2, 1); // on the collector
    put(2, 2, 3, 1); // shares an edge with it
    put(3, 3, 1, 1); // inside, free
    put(0, 4, 0, 1); // cut by faces
    const truth = (n: 6 | 18 | 26) => isolationTruth(labels, [nz, ny, nx], 'y-', n);
    expect(truth(6)).toEqual({ dead: 0.5, unknown: 0.25 });
    expect(truth(18)).toEqual({ dead: 0.25, unknown: 0.25 });
    expect(isolationTruth(new Uint8Array(8).fill(3), [2, 2, 2], 'y-', 18)).toEqual({ dead: null, unknown: null });
    expect(phaseFractions(Uint8Array.of(1, 1, 3, 4))).toEqual({ '1': 0.5, '3': 0.25, '4': 0.25 });
  });
});

describe('parameters', () => {
  it('have one meaning per name within a deposit', () => {
    for (const { params } of FAMILIES) {
      const names = [...DEPOSIT_PARAMS, ...params].map(({ id }) => id);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('tools', () => {
  it('paints exact distances', () => {
    const size = [9, 10, 11] as const;
    const mask = new Uint8Array(990);
    const rng = createRng(8);
    const points = Array.from({ length: 5 }, () => [rng.int(9), rng.int(10), rng.int(11)] as const);
    for (const [z, y, x] of points) mask[(z * 10 + y) * 11 + x] = 1;
    const near = nearSquared(mask, size, 3.3);
    near.forEach((d, i) => {
      const [z, y, x] = [Math.floor(i / 110), Math.floor(i / 11) % 10, i % 11];
      const exact = Math.min(...points.map((p) => (p[0] - z) ** 2 + (p[1] - y) ** 2 + (p[2] - x) ** 2));
      expect(d).toBe(exact <= 3.3 ** 2 ? exact : FAR);
    });
  });
  it('stamps balls by the distance of centres', () => {
    const mask = new Uint8Array(13 ** 3);
    stampBall(mask, [13, 13, 13], 6, 6, 6, 4);
    let count = 0;
    for (let z = -6; z <= 6; z++) for (let y = -6; y <= 6; y++) for (let x = -6; x <= 6; x++) if (z * z + y * y + x * x <= 16) count++;
    expect(mask.reduce((s, v) => s + v, 0)).toBe(count);
  });
  it('knows the normal distribution', () => {
    expect(normalCdf(1.959963985)).toBeCloseTo(0.975, 9);
    expect(normalCdf(-4)).toBeCloseTo(3.167124e-5, 10);
    expect(normalQuantile(0.25)).toBeCloseTo(-0.67448975, 7);
  });
  it('draws within range and does not shift others when one is given', () => {
    for (const { params } of FAMILIES)
      for (let seed = 0; seed < 20; seed++) {
        const values = drawParams(params, createRng(seed));
        for (const { id, min, max } of params) {
          expect(values[id]).toBeGreaterThanOrEqual(min);
          expect(values[id]).toBeLessThanOrEqual(max);
        }
        const first = params[0]!;
        expect({ ...drawParams(params, createRng(seed), { [first.id]: first.min }), [first.id]: values[first.id] }).toEqual(values);
      }
  });
});
