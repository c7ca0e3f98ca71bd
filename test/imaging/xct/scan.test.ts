import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/base/index.js';
import { drawRegime, drawXctParameters, imageXct, lithiumContrast, xct, XCT_EFFECTS } from '../../../src/imaging/index.js';
import { overrideXct, XCT_PARAMS } from '../../../src/imaging/xct/given.js';
import { deviation, meanOf } from './passes.js';

const VOXEL = 650e-9;
const shape = [24, 48, 64] as const;
/** lithium left, electrolyte right */
const halves = Uint8Array.from({ length: 24 * 48 * 64 }, (_, i) => (i % 64 < 32 ? 1 : 3));
const SWITCHES = XCT_PARAMS.filter(({ choices }) => choices?.[0] === 'off').map(({ id }) => id);
const QUIET = Object.fromEntries(SWITCHES.map((id) => [id, 0]));

describe('virtual X-ray scan', () => {
  it.each([
    ['attenuation', 1],
    ['edge', 3],
    ['paganin', 6],
    ['attenuation', 12],
  ] as const)('measures the contrast-to-noise ratio that was set to a few hundredths (%s, %d)', (regime, cnr) => {
    const drawn = drawXctParameters(createRng(11), { shape, voxel: VOXEL, regime, cnr });
    const params = overrideXct(
      drawn,
      { ...QUIET, noise: 1, psf: 1, tailWeight: 0, blur: 455e-9, noiseSignal: 0, noiseBlur: 195e-9 },
      VOXEL,
    );
    const { attenuation } = imageXct(halves, shape, params, createRng(12));
    const side = (from: number): Float32Array => attenuation.filter((_, i) => i % 64 >= from && i % 64 < from + 20);
    const [lithium, electrolyte] = [side(4), side(40)];
    const contrast = Math.abs(meanOf(electrolyte) - meanOf(lithium));
    expect(Math.abs(contrast / deviation(lithium) / cnr - 1)).toBeLessThan(0.03);
    expect(contrast / lithiumContrast(params)).toBeCloseTo(1, 1.3);
  });

  it('is the plain attenuation of the phases with every effect off', () => {
    const params = overrideXct(drawXctParameters(createRng(2), { shape, voxel: VOXEL }), QUIET, VOXEL);
    const { attenuation } = imageXct(halves, shape, params, createRng(4));
    expect(Math.max(...attenuation.map((v, i) => Math.abs(v - params.mu[halves[i]!]!)))).toBeLessThan(1e-5);
  });

  it('takes what is given: a strength switches its effect on', () => {
    const drawn = drawXctParameters(createRng(2), { shape, voxel: VOXEL });
    const params = overrideXct(drawn, { ringAmplitude: 0.7, wedge: 33, motion: 0, collectorMu: 7, bits: 0, blur: 1.3e-6 }, VOXEL);
    expect(params.rings).toMatchObject({ on: true, amplitude: 0.7 });
    expect(params.limitedAngle).toMatchObject({ on: true, wedge: 33 });
    expect(params.motion.on).toBe(false);
    expect(params.mu[5]).toBeCloseTo(7 * params.mu[3]!, 10);
    expect(params.window.bits).toBe(8);
    expect(params.psf).toEqual({ ...drawn.psf, on: true, sigma: 1.3e-6 / VOXEL });
    expect(params.noise).toEqual(drawn.noise);
    const nearer = overrideXct(drawn, { fresnelNumber: 2 * drawn.propagation.fresnelNumber }, VOXEL).propagation;
    expect(nearer.distance).toBeCloseTo(drawn.propagation.distance / 2, 10);
  });

  it('says every length in metres', () => {
    const request = {
      labels: halves,
      shape,
      spacing: [VOXEL, VOXEL, VOXEL] as const,
      dry: false,
      given: { blur: 1e-6, motionShift: 2e-6 },
    };
    const { metres } = xct.image(request, createRng(1)).parameters as { metres: Record<string, number> };
    expect(metres['psf.sigma']).toBeCloseTo(1e-6, 12);
    expect(metres['motion.shift']).toBeCloseTo(2e-6, 12);
    expect(metres['phaseUnevenness.scale']).toBeGreaterThan(VOXEL);
  });

  it('is the same for the same seed and differs for another', () => {
    const params = drawXctParameters(createRng(3), { shape, voxel: VOXEL });
    const a = imageXct(halves, shape, params, createRng(4)).stored;
    expect(Buffer.from(imageXct(halves, shape, params, createRng(4)).stored.buffer).equals(Buffer.from(a.buffer))).toBe(true);
    expect(Buffer.from(imageXct(halves, shape, params, createRng(5)).stored.buffer).equals(Buffer.from(a.buffer))).toBe(false);
  });

  it('draws regimes in their quotas and everything within range', () => {
    const counts: Record<string, number> = {};
    const rng = createRng(1);
    for (let i = 0; i < 4000; i++) {
      const regime = drawRegime(rng);
      counts[regime] = (counts[regime] ?? 0) + 1;
    }
    expect(Object.keys(counts).sort()).toEqual(['attenuation', 'edge', 'paganin']);
    expect(counts['attenuation']! / 4000).toBeCloseTo(0.3, 1);
    expect(counts['edge']! / 4000).toBeCloseTo(0.3, 1);
    let clean = 0;
    for (let seed = 0; seed < 150; seed++) {
      const p = drawXctParameters(createRng(seed), { shape, voxel: VOXEL });
      if (p.noise.cnr > 12) clean++;
      expect(p.noise.cnr).toBeGreaterThanOrEqual(0.8);
      expect(p.noise.cnr).toBeLessThanOrEqual(30);
      expect(p.propagation.ratio === 0).toBe(p.regime !== 'paganin');
      expect(p.propagation.on).toBe(p.regime !== 'attenuation');
      expect(p.limitedAngle.on && p.limitedAngle.wedge > 12).toBe(false);
      expect(p.mu.every(Number.isFinite)).toBe(true);
      // lithium is darker than electrolyte and gas darker than lithium
      expect(p.mu[1]!).toBeLessThan(p.mu[3]!);
      expect(p.mu[4]!).toBeLessThan(p.mu[1]!);
    }
    expect(clean).toBeGreaterThan(1);
  });

  it('stores lithium and electrolyte apart, whatever was drawn', () => {
    for (let seed = 0; seed < 10; seed++) {
      const params = overrideXct(
        drawXctParameters(createRng(seed), { shape, voxel: VOXEL }),
        { noise: 0, shading: 0, truncation: 0 },
        VOXEL,
      );
      const labels = halves.map((v, i) => (Math.floor(i / 64) % 48 < 4 ? 5 : v));
      const { intensity } = imageXct(labels, shape, params, createRng(seed));
      const steps = (lithiumContrast(params) / (intensity.high - intensity.low)) * (intensity.bits === 8 ? 255 : 65535);
      expect(steps).toBeGreaterThan(4);
    }
  });

  it('lists every effect once, with a switch for each but the one that stores the picture', () => {
    expect(new Set(XCT_EFFECTS.map(({ id }) => id)).size).toBe(XCT_EFFECTS.length);
    const switched = new Set([...SWITCHES, 'intensity']);
    expect(XCT_EFFECTS.filter(({ id }) => !switched.has(id))).toEqual([]);
    expect(xct.effects).toBe(XCT_EFFECTS);
  });
});
