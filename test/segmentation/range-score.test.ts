/** Deviations from bands of usual pictures, and what is measured on them. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { grainOverBrightness } from '../../src/segmentation/grain.js';
import { rangeScore } from '../../src/segmentation/range-score.js';
import { rangeMeasures, readCertainty } from '../../src/segmentation/range-measures.js';
import { distributionOf } from '../../src/segmentation/distribution.js';

const usual = { volumes: 50, warn: 1.5, measures: { a: [-1, 0, 1], b: [0, 1, 3], c: [2, 4, 5], d: [0, 1, 2] } } as const;

describe('the score', () => {
  it('is the mean of the five largest deviations over what is worth a warning', () => {
    // a 3 above, b 1 below, c 2 below, d in the middle
    const { score, deviations } = rangeScore({ a: 3, b: 0, c: 0, d: 1 }, usual);
    expect(score).toBeCloseTo((3 + 2 + 1) / 5 / 1.5, 12);
    expect(deviations.map(({ name, high }) => [name, high])).toEqual([['a', true], ['c', false]]); // prettier-ignore
  });

  it('is 0 in the middle, and a measure that is missing or new does not count', () => {
    expect(rangeScore({ a: 0, b: 1, c: 4, d: 1 }, usual)).toEqual({ score: 0, inverted: 0, deviations: [] });
    expect(rangeScore({ d: 2, e: 1e9 }, usual).score).toBeCloseTo(1 / 5 / 1.5, 12);
  });

  it('reads inverted pictures from the grain, where it grows with the brightness', () => {
    const kind = (middle: number) =>
      ({ volumes: 50, warn: 1.5, measures: { 'grain over brightness': [middle - 0.5, middle, middle + 0.3] } }) as const;
    expect(rangeScore({ 'grain over brightness': -0.6 }, kind(0.4)).inverted).toBeCloseTo(2, 12);
    expect(rangeScore({ 'grain over brightness': 0.6 }, kind(0.4)).inverted).toBe(0);
    expect(rangeScore({ 'grain over brightness': -0.6 }, kind(0)).inverted).toBe(0);
  });

  it('has an upper end', () => {
    expect(rangeScore({ a: 1e12 }, usual).score).toBe(4);
  });
});

describe('grain over brightness', () => {
  const rng = createRng(3);
  const counts = Float32Array.from({ length: 96 * 96 }, (_, i) => {
    const mean = 20 + 2 * (i % 96);
    return mean + Math.sqrt(mean) * rng.normal();
  });

  it('is positive for counting noise, of the other sign inverted, and near zero for noise of one strength', () => {
    const found = grainOverBrightness(counts, 96, 96)!;
    expect(found).toBeGreaterThan(0.6);
    const inverted = counts.map((value) => 300 - value);
    expect(grainOverBrightness(inverted, 96, 96)).toBeCloseTo(-found, 2);
    const even = Float32Array.from(counts, (_, i) => 2 * (i % 96) + 5 * rng.normal());
    expect(Math.abs(grainOverBrightness(even, 96, 96)!)).toBeLessThan(0.3);
  });

  it('is unknown for small planes, and 0 for a constant one', () => {
    expect(grainOverBrightness(counts.subarray(0, 100), 10, 10)).toBeNull();
    expect(grainOverBrightness(new Float32Array(96 * 96), 96, 96)).toBe(0);
  });
});

describe('what is measured', () => {
  it('doubt, unsure voxels and edges between classes', async () => {
    // two classes, 2 x 2 pixels: called 1 1 / 2 1 with certainty 255, 204, 127.5, 255
    const planes = [[1, 1, 2, 1], [255, 204, 127, 255], [0, 51, 128, 0]]; // prettier-ignore
    const reader = { read: (plane: number) => Promise.resolve(Uint8Array.from(planes[plane]!)) };
    const found = await readCertainty(reader, [1, 2, 2], 2);
    expect(found.doubt).toBeCloseTo((0 + 0.2 + 127 / 255 + 0) / 4, 12);
    expect(found.unsure).toBe(0.25);
    expect(found.edges).toBe(0.5);
  });

  it('does not change with the unit of the grey values', () => {
    const grey = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i) + (i % 7));
    const of = (gain: number, offset: number) => {
      const contrast = {
        cnr: 2,
        noise: 0.3 * gain,
        change: 0.4 * gain,
        grain: 0.5,
        medians: new Map([1, 2, 3].map((phase) => [phase, offset + gain * phase])),
        fractions: new Map([1, 2, 3].map((phase) => [phase, 0.3])),
      };
      const volume = distributionOf(grey.map((value) => offset + gain * value));
      return rangeMeasures({ volume, normalisation: null, contrast, certainty: { doubt: 0.1, unsure: 0.1, edges: 0.1 }, distance: null });
    };
    const [plain, scaled] = [of(1, 0), of(256, 512)];
    expect(Object.keys(plain)).toContain('lithium over surroundings');
    for (const [name, value] of Object.entries(plain)) expect(scaled[name], name).toBeCloseTo(value, 3);
  });
});
