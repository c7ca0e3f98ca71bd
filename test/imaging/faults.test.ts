import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { drawCryoParameters } from '../../src/imaging/cryo/index.js';
import { keepFaults } from '../../src/imaging/faults.js';
import { drawFibParameters } from '../../src/imaging/fib/draw.js';
import { drawXctParameters } from '../../src/imaging/index.js';

const shape = [24, 48, 64] as const;

/** Effects that are on, by name. */
function on(params: object): Set<string> {
  const entries = Object.entries(params) as [string, { on?: boolean } | null][];
  return new Set(entries.flatMap(([key, value]) => (value !== null && typeof value === 'object' && value.on === true ? [key] : [])));
}

describe('faults of a picture', () => {
  it('stay with the stated chance, and what is off stays off', () => {
    const drawn = { a: { on: true, size: 3 }, b: { on: false, size: 4 }, c: { on: true, size: 5 } };
    const rng = createRng(1);
    let kept = 0;
    for (let i = 0; i < 4000; i++) {
      const left = keepFaults(drawn, ['a', 'b'], 0.3, rng.fork(`${i}`));
      kept += left.a.on ? 1 : 0;
      expect(left.b.on).toBe(false);
      expect(left.c).toBe(drawn.c);
      expect(left.a.size).toBe(3);
    }
    // five standard deviations of a binomial share
    expect(Math.abs(kept / 4000 - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / 4000));
  });

  it.each([
    ['xct', (seed: number, faults?: number): object => drawXctParameters(createRng(seed), { shape, voxel: 650e-9, faults })],
    ['fib', (seed: number, faults?: number): object => drawFibParameters(createRng(seed), shape, undefined, faults)],
    ['cryo', (seed: number, faults?: number): object => drawCryoParameters(createRng(seed), { pixel: 1e-9, regime: undefined, faults })],
  ])('of %s are none of them at 0, all drawn at 1, and in between otherwise', (_, draw) => {
    let [none, some, all] = [0, 0, 0];
    for (let seed = 0; seed < 80; seed++) {
      const [clean, usual, full] = [on(draw(seed, 0)), on(draw(seed)), on(draw(seed, 1))];
      expect([...clean].every((key) => usual.has(key))).toBe(true);
      expect([...usual].every((key) => full.has(key))).toBe(true);
      none += clean.size;
      some += usual.size;
      all += full.size;
    }
    // the mean of the drawn shares is 0.4
    expect((some - none) / (all - none)).toBeGreaterThan(0.3);
    expect((some - none) / (all - none)).toBeLessThan(0.5);
  });

  it('are all kept by the regimes that models are judged on only', () => {
    const full = drawFibParameters(createRng(3), shape, 'charged');
    expect(on(full)).toEqual(on(drawFibParameters(createRng(3), shape, 'charged', 1)));
  });
});
