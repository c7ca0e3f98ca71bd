import { describe, expect, it } from 'vitest';
import { imageQuantiles, storeGrey } from '../../src/imaging/intensity.js';

describe('stored grey values', () => {
  const image = Float32Array.from({ length: 1001 }, (_, i) => i / 1000);
  it('maps the window to the full range', () => {
    const out = storeGrey(image, { low: 0.25, high: 0.75, gamma: 1, bits: 16, inverted: false });
    expect([out[0], out[500], out[1000]]).toEqual([0, 32768, 65535]);
    const inverted = storeGrey(image, { low: 0.25, high: 0.75, gamma: 1, bits: 16, inverted: true });
    expect([inverted[0], inverted[1000]]).toEqual([65535, 0]);
  });
  it('uses 256 steps with 8 bits', () => {
    const out = storeGrey(image, { low: 0, high: 1, gamma: 2, bits: 8, inverted: false });
    expect(out.every((v) => v % 257 === 0)).toBe(true);
    expect(out[500]).toBe(257 * Math.round(255 * 0.25));
  });
  it.each([0.6, 1.7])('follows the exponent %d', (gamma) => {
    const out = storeGrey(image, { low: 0, high: 1, gamma, bits: 16, inverted: false });
    for (const i of [10, 100, 500, 999]) expect(out[i]! / 65535).toBeCloseTo((i / 1000) ** gamma, 3);
  });
  it('finds quantiles of small and large images', () => {
    expect(imageQuantiles(image, [0, 0.5, 1])).toEqual([0, 0.5, 1].map(Math.fround));
    const large = Float32Array.from({ length: 400_000 }, (_, i) => (i * 7919) % 400_000);
    expect(imageQuantiles(large, [0.25])[0]! / 400_000).toBeCloseTo(0.25, 2);
  });
});
