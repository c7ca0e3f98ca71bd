import { describe, expect, it } from 'vitest';
import { checkGiven, createRng } from '../../src/base/index.js';
import { drawFibParameters, drawFibRegime } from '../../src/imaging/fib/draw.js';
import { fib } from '../../src/imaging/fib/index.js';

const shape = [24, 48, 56] as const;
const spacing = [20e-9, 20e-9, 20e-9] as const;
/** a collector, on it a lithium block with SEI at its sides, pores or matrix around */
function block(around: number): Uint8Array {
  return Uint8Array.from({ length: 24 * 48 * 56 }, (_, i) => {
    const [y, x] = [Math.floor(i / 56) % 48, i % 56];
    if (y < 5) return 5;
    if (y > 35 || x < 10 || x >= 46) return around;
    return x < 13 || x >= 43 ? 2 : 1;
  });
}

const ALL_OFF = Object.fromEntries(fib.params.filter((p) => p.choices?.[1] === 'on').map((p) => [p.id, 0]));

const shoot = (around: number, seed: number, given: Record<string, number> = {}): ReturnType<typeof fib.image> =>
  fib.image({ labels: block(around), shape, spacing, dry: around === 4, given }, createRng(seed));

describe('virtual FIB-SEM', () => {
  it.each([
    [3, 1.5],
    [3, 6],
    [4, 3],
  ])('has the asked contrast-to-noise ratio (around %d: %d)', (around, cnr) => {
    const got: number[] = [];
    for (let seed = 0; seed < 6; seed++) got.push(shoot(around, seed, { cnr }).cnr! / cnr);
    // realised over wanted; negative signals that cannot be counted make it a little better
    for (const ratio of got) expect(ratio).toBeGreaterThan(0.85);
    expect(got.reduce((a, b) => a + b, 0) / got.length).toBeLessThan(1.25);
  });

  it('is flat in every phase with everything off, and shows the labels it says', () => {
    for (const seed of [1, 2, 3]) {
      const picture = shoot(3, seed, ALL_OFF);
      expect(picture.shape).toEqual([...shape]);
      expect(picture.labels).toEqual(block(3));
      expect(picture.spacing).toEqual([...spacing]);
      const values = new Map<number, Set<number>>();
      picture.stored.forEach((v, i) => values.set(picture.labels[i]!, (values.get(picture.labels[i]!) ?? new Set()).add(v)));
      for (const set of values.values()) expect(set.size).toBe(1);
    }
  });

  it('is shallower by the thickness of its slices, and says so', () => {
    const picture = shoot(3, 4, { ...ALL_OFF, slicing: 1, sliceThickness: 3 });
    expect(picture.shape[0]).toBeGreaterThanOrEqual(6);
    expect(picture.shape[0]).toBeLessThanOrEqual(11);
    expect(picture.stored).toHaveLength(picture.shape[0] * 48 * 56);
    expect(picture.labels).toHaveLength(picture.stored.length);
    expect(picture.spacing[0] / 20e-9).toBeGreaterThan(2);
    const tilted = shoot(3, 4, { ...ALL_OFF, foreshortening: 1 });
    const angle = (tilted.parameters['foreshortening'] as { angle: number }).angle;
    expect(tilted.spacing[2] / tilted.spacing[1]).toBeCloseTo(Math.sin((angle * Math.PI) / 180), 10);
  });

  it('keeps the collector at low y and only phases it was given', () => {
    for (let seed = 0; seed < 12; seed++) {
      const { labels, stored, shape: seen, cnr, bits } = shoot(4, seed);
      const [nz, ny, nx] = seen;
      expect([ny, nx]).toEqual([48, 56]);
      for (let z = 0; z < nz; z++) expect(labels[z * ny * nx]).toBe(5);
      expect(new Set(labels)).toEqual(new Set([1, 2, 4, 5]));
      expect(cnr).toBeGreaterThan(0.4);
      expect(new Set(stored).size).toBeGreaterThan(8);
      if (bits === 8) expect(stored.every((v) => v % 257 === 0)).toBe(true);
    }
  });

  it('is the same for the same seed and differs for another', () => {
    const a = shoot(4, 7).stored;
    expect(shoot(4, 7).stored).toEqual(a);
    expect(shoot(4, 8).stored).not.toEqual(a);
  });

  it('records plain data', () => {
    const { parameters } = shoot(3, 9);
    expect(JSON.parse(JSON.stringify(parameters))).toEqual(parameters);
  });

  it('gives no contrast-to-noise ratio without lithium, and takes one slice', () => {
    const labels = new Uint8Array(48 * 56).fill(3);
    const picture = fib.image({ labels, shape: [1, 48, 56], spacing, dry: false, given: {} }, createRng(1));
    expect(picture.cnr).toBeNull();
    expect(picture.shape).toEqual([1, 48, 56]);
  });
});

describe('drawn microscopes', () => {
  it('never fall into the held-out regime unless asked', () => {
    const rng = createRng(1);
    let bse = 0;
    for (let i = 0; i < 3000; i++) {
      const regime = drawFibRegime(rng);
      expect(regime).not.toBe('charged');
      if (regime === 'bse') bse++;
    }
    expect(bse / 3000).toBeCloseTo(0.4, 1);
    expect(fib.heldOutRegimes).toEqual(['charged']);
    const hard = drawFibParameters(createRng(2), shape, 'charged');
    expect(Math.abs(hard.charging.amplitude)).toBeGreaterThanOrEqual(0.3);
    expect(hard.curtaining.amplitude).toBeGreaterThanOrEqual(0.14);
    expect([hard.charging.on, hard.curtaining.on]).toEqual([true, true]);
  });
  it('stay weaker than the held-out ones, with lithium the darkest solid under backscattered electrons', () => {
    for (let seed = 0; seed < 300; seed++) {
      const p = drawFibParameters(createRng(seed), shape, undefined);
      expect(Math.abs(p.charging.amplitude)).toBeLessThanOrEqual(0.25);
      expect(p.curtaining.amplitude).toBeLessThanOrEqual(0.13);
      expect(p.levels.every((v) => v >= 0 && v <= 1.1)).toBe(true);
      expect(p.detector.cnr).toBeGreaterThanOrEqual(0.7);
      if (p.regime === 'bse') for (const id of [2, 3, 5, 6]) expect(p.levels[id]!).toBeGreaterThan(p.levels[1]!);
    }
  });
  it('take every parameter that they list, and keep the other draws', () => {
    const given = Object.fromEntries(fib.params.map((p) => [p.id, p.default]));
    expect(() => checkGiven(fib.params, given)).not.toThrow();
    const free = shoot(3, 5).parameters;
    const set = shoot(3, 5, { curtainStrength: 0.2, charging: 0 }).parameters;
    expect(set['curtaining']).toMatchObject({ on: true, amplitude: 0.2 });
    expect(set['charging']).toMatchObject({ on: false });
    expect(set['poreBack']).toEqual(free['poreBack']);
    expect(set['levels']).toEqual(free['levels']);
  });
  it('list effects with titles and known units', () => {
    expect(fib.effects.map((e) => e.id)).toEqual([...new Set(fib.effects.map((e) => e.id))]);
    for (const effect of fib.effects) for (const p of effect.params) expect(['1', 'm', 'voxel', 'deg']).toContain(p.unit);
  });
});
