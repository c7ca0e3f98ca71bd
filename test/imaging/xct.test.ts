import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { drawRegime, drawXctParameters, imageXct, lithiumContrast } from '../../src/imaging/index.js';
import type { XctParameters } from '../../src/imaging/index.js';

const shape = [24, 48, 64] as const;
/** lithium left, electrolyte right */
const halves = Uint8Array.from({ length: 24 * 48 * 64 }, (_, i) => (i % 64 < 32 ? 1 : 3));

function quiet(params: XctParameters): XctParameters {
  const off = { on: false } as const;
  return {
    ...params,
    unevenness: { ...params.unevenness, ...off },
    motion: { ...params.motion, ...off },
    streaks: { ...params.streaks, ...off },
    rings: { ...params.rings, ...off },
    shading: { ...params.shading, ...off },
  };
}

describe('virtual X-ray scan', () => {
  it.each([
    ['attenuation', 1],
    ['edge', 3],
    ['paganin', 6],
  ] as const)('has the requested contrast-to-noise ratio (%s, %d)', (regime, cnr) => {
    const drawn = quiet(drawXctParameters(createRng(11), { shape, voxel: 650e-9, regime, cnr }));
    // retrieval with the ratio of a large step would blur it across the box; judged here by noise and contrast alone
    const params = { ...drawn, propagation: { ...drawn.propagation, fresnelNumber: 30, ratio: Math.min(drawn.propagation.ratio, 200) } };
    const { attenuation } = imageXct(halves, shape, params, createRng(12));
    const side = (from: number, to: number): { mean: number; sd: number } => {
      const values = attenuation.filter((_, i) => i % 64 >= from && i % 64 < to);
      const mean = values.reduce((s, v) => s + v, 0) / values.length;
      return { mean, sd: Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length) };
    };
    const [lithium, electrolyte] = [side(4, 22), side(42, 60)];
    expect(Math.abs(electrolyte.mean - lithium.mean) / lithium.sd / cnr).toBeCloseTo(1, 0.9);
    expect(Math.abs(electrolyte.mean - lithium.mean) / lithiumContrast(params)).toBeCloseTo(1, 1);
  });

  it('is the same for the same seed and differs for another', () => {
    const params = drawXctParameters(createRng(3), { shape, voxel: 650e-9 });
    const a = imageXct(halves, shape, params, createRng(4)).stored;
    expect(imageXct(halves, shape, params, createRng(4)).stored).toEqual(a);
    expect(imageXct(halves, shape, params, createRng(5)).stored).not.toEqual(a);
  });

  it('draws regimes in their quotas and everything within range', () => {
    const counts = { attenuation: 0, edge: 0, paganin: 0 };
    const rng = createRng(1);
    for (let i = 0; i < 4000; i++) counts[drawRegime(rng)]++;
    expect(counts.attenuation / 4000).toBeCloseTo(0.3, 1);
    expect(counts.edge / 4000).toBeCloseTo(0.3, 1);
    for (let seed = 0; seed < 200; seed++) {
      const p = drawXctParameters(createRng(seed), { shape, voxel: 650e-9 });
      expect(p.noise.cnr).toBeGreaterThanOrEqual(0.7);
      expect(p.noise.cnr).toBeLessThanOrEqual(8);
      expect(p.propagation.ratio === 0).toBe(p.regime !== 'paganin');
      expect(p.propagation.on).toBe(p.regime !== 'attenuation');
      expect(p.mu.every(Number.isFinite)).toBe(true);
      // lithium is darker than electrolyte and gas darker than lithium
      expect(p.mu[1]!).toBeLessThan(p.mu[3]!);
      expect(p.mu[4]!).toBeLessThan(p.mu[1]!);
    }
  });
});
