import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { imageQuantiles, storeGrey } from '../../src/imaging/intensity.js';
import { attenuation, decrement, MATERIALS, wavelength, XCT_EFFECTS } from '../../src/imaging/index.js';
import { addMotion } from '../../src/imaging/motion.js';
import { backProjectionSigma } from '../../src/imaging/noise.js';
import { addEdges } from '../../src/imaging/propagation.js';
import { addRings } from '../../src/imaging/rings.js';
import { addShading } from '../../src/imaging/shading.js';
import { applySpectral } from '../../src/imaging/spectral.js';
import { addStreaks } from '../../src/imaging/streaks.js';
import { cosineTransform3 } from '../../src/kernels/cosine-transform.js';

const OFF = {
  propagation: { on: false, distance: 0, fresnelNumber: 1, ratio: 0, limit: 0 },
  psf: { on: false, sigma: 0, tailWeight: 0, tailSigma: 1 },
  noise: { on: false, cnr: 1, reference: 'electrolyte', exponent: 0.5, blur: 0 },
  noiseSigma: 0,
} as const;

const deviation = (data: Float32Array): number => {
  const mean = data.reduce((s, v) => s + v, 0) / data.length;
  return Math.sqrt(data.reduce((s, v) => s + (v - mean) ** 2, 0) / data.length);
};

describe('materials', () => {
  it('gives table values at table energies and log-log values between', () => {
    expect(attenuation('lithium', 20)).toBeCloseTo(0.0991, 10);
    expect(attenuation('copper', 8)).toBe(471);
    expect(attenuation('gas', 60)).toBeCloseTo(0.0008, 12);
    expect(attenuation('carbonate', Math.sqrt(20 * 25))).toBeCloseTo(Math.sqrt(1.01 * 0.627), 10);
    expect(() => attenuation('lithium', 7)).toThrow(/8 to 60 keV/);
  });
  it('agrees with the tabulated ratio delta/beta of lithium at 20 keV', () => {
    const beta = (attenuation('lithium', 20) * 100 * wavelength(20)) / (4 * Math.PI);
    expect(decrement('lithium', 20) / beta).toBeCloseTo(4901, -2);
    expect(Object.keys(MATERIALS)).toHaveLength(17);
  });
});

describe('propagation and retrieval', () => {
  const shape = [16, 24, 20] as const;
  const labels = Uint8Array.from({ length: 16 * 24 * 20 }, (_, i) =>
    Math.hypot(Math.floor(i / 480) - 8, (Math.floor(i / 20) % 24) - 12, (i % 20) - 10) < 6 ? 1 : 3,
  );
  const mu = [0, 0.1, 0, 1];

  it('are exact opposites when retrieval uses the ratio of the interface', () => {
    const fresnelNumber = 0.8;
    const ratio = 900;
    const phase = mu.map((m) => (m * ratio) / (4 * Math.PI));
    const plain = Float32Array.from(labels, (l) => mu[l]!);
    const image = plain.slice();
    addEdges(image, labels, shape, phase, fresnelNumber, 0);
    expect(deviation(image)).toBeGreaterThan(5 * deviation(plain));
    applySpectral(image, shape, { ...OFF, propagation: { on: true, distance: 0, fresnelNumber, ratio, limit: 0 } }, createRng(1));
    expect(Math.max(...image.map((v, i) => Math.abs(v - plain[i]!)))).toBeLessThan(1e-4);
  });
  it('limits the edge term when asked', () => {
    const image = new Float32Array(labels.length);
    addEdges(image, labels, shape, [0, 10, 0, 100], 1, 2);
    expect(Math.max(...image)).toBeLessThanOrEqual(2);
    expect(Math.min(...image)).toBeGreaterThanOrEqual(-2);
  });
});

describe('point spread', () => {
  it('spreads a point with the variance of core and tail, and keeps its sum', () => {
    const n = 65;
    const image = new Float32Array(n ** 2);
    image[32 * n + 32] = 1;
    applySpectral(image, [1, n, n], { ...OFF, psf: { on: true, sigma: 1.3, tailWeight: 0.2, tailSigma: 5 } }, createRng(1));
    let [sum, second] = [0, 0];
    image.forEach((v, i) => {
      sum += v;
      second += v * ((i % n) - 32) ** 2;
    });
    expect(sum).toBeCloseTo(1, 4);
    expect(second).toBeCloseTo(0.8 * 1.3 ** 2 + 0.2 * 25, 1);
  });
});

describe('noise', () => {
  const shape = [16, 64, 64] as const;
  const draw = (exponent: number, blur: number): Float32Array => {
    const image = new Float32Array(16 * 64 * 64);
    applySpectral(image, shape, { ...OFF, noise: { ...OFF.noise, on: true, exponent, blur }, noiseSigma: 0.37 }, createRng(5));
    return image;
  };
  it.each([
    [0.5, 0],
    [0.5, 1.2],
    [0, 0.6],
  ])('has the requested standard deviation (exponent %d, blur %d)', (exponent, blur) => {
    expect(deviation(draw(exponent, blur))).toBeCloseTo(0.37, 1.7);
  });
  it('has power proportional to the frequency in the slice', () => {
    const image = draw(0.5, 0);
    cosineTransform3(image, shape);
    const power = (from: number, to: number): number => {
      let [sum, count] = [0, 0];
      image.forEach((v, i) => {
        const k = Math.hypot((Math.floor(i / 64) % 64) / 64, (i % 64) / 64);
        if (k < from || k >= to) return;
        sum += v * v;
        count++;
      });
      return sum / count;
    };
    // mean |k| of rings of the plane: 2 (b^3 - a^3) / 3 (b^2 - a^2)
    const mean = (a: number, b: number): number => (2 * (b ** 3 - a ** 3)) / (3 * (b ** 2 - a ** 2));
    expect(power(0.6, 0.9) / power(0.1, 0.3)).toBeCloseTo(mean(0.6, 0.9) / mean(0.1, 0.3), 0);
  });
  it('gives the published examples from first principles', () => {
    expect(backProjectionSigma(0.65e-6, 1500, 1e4)).toBeCloseTo(3.6, 1);
    expect(backProjectionSigma(3.25e-6, 2000, 3e4)).toBeCloseTo(0.36, 2);
  });
});

describe('artefacts', () => {
  it('rings depend on the distance to the axis only', () => {
    const shape = [2, 40, 40] as const;
    const image = new Float32Array(3200);
    addRings(image, shape, { on: true, amplitude: 0.5, width: 1, centreY: 19, centreX: 10, arc: 360, persistence: 1 }, 2, createRng(2));
    const at = (z: number, y: number, x: number): number => image[(z * 40 + y) * 40 + x]!;
    expect(deviation(image)).toBeGreaterThan(0.1);
    for (let d = 1; d < 10; d++) {
      expect(at(0, 19 + d, 10)).toBeCloseTo(at(0, 19, 10 + d), 6);
      expect(at(1, 19 - d, 10)).toBeCloseTo(at(0, 19, 10 + d), 6);
    }
    expect(at(0, 19 + 3, 10 + 4)).toBeCloseTo(at(0, 19, 10 + 5), 6);
  });
  it('arcs leave part of a ring untouched', () => {
    const image = new Float32Array(1600);
    addRings(image, [1, 40, 40], { on: true, amplitude: 1, width: 1, centreY: 20, centreX: 20, arc: 90, persistence: 1 }, 1, createRng(2));
    const untouched = image.filter((v) => v === 0).length / 1600;
    expect(untouched).toBeGreaterThan(0.6);
    expect(untouched).toBeLessThan(0.95);
  });
  it('shading follows its formula', () => {
    const image = new Float32Array(5 * 5 * 5).fill(2);
    addShading(image, [5, 5, 5], { on: true, cupping: 0.1, centreY: 2, centreX: 2, radius: 4, slope: [0, 0.4, 0], bowl: [0, 0, 0.3] }, 2);
    expect(image[(2 * 5 + 2) * 5 + 2]).toBeCloseTo(2 * 0.9, 6);
    // x = 4: r = 2, a quarter of R^2; the bowl has its full height at the face
    expect(image[(2 * 5 + 2) * 5 + 4]).toBeCloseTo(2 * (1 - 0.1 * 0.75) + 0.6, 6);
    expect(image[(2 * 5 + 4) * 5 + 2]).toBeCloseTo(2 * (1 - 0.1 * 0.75) + 0.4, 6);
  });
  it('motion mixes a shifted copy', () => {
    const image = Float32Array.from({ length: 8 }, (_, i) => i);
    addMotion(image, [1, 1, 8], { on: true, axis: 2, shift: 1.5, weight: 0.4 });
    expect(image[5]).toBeCloseTo(5 - 0.4 * 1.5, 6);
    expect(image[0]).toBe(0);
  });
  it('streaks run along the collector and fade away from it', () => {
    const image = new Float32Array(4 * 60 * 30);
    addStreaks(image, [4, 60, 30], { on: true, amplitude: 1, reach: 10, tilt: 0 }, 1, createRng(4));
    expect(image[5 * 30 + 3]).toBeCloseTo(image[5 * 30 + 22]!, 6);
    expect(deviation(image.filter((_, i) => Math.floor(i / 30) % 60 < 10))).toBeGreaterThan(
      5 * deviation(image.filter((_, i) => Math.floor(i / 30) % 60 >= 40)),
    );
  });
});

describe('stored grey values', () => {
  const image = Float32Array.from({ length: 1001 }, (_, i) => i / 1000);
  it('maps the window to the full range', () => {
    const out = storeGrey(image, { low: 0.25, high: 0.75, gamma: 1, bits: 16, inverted: false });
    expect([out[0], out[500], out[1000]]).toEqual([0, 32768, 65535]);
    const inverted = storeGrey(image, { low: 0.25, high: 0.75, gamma: 1, bits: 16, inverted: true });
    expect([inverted[0], inverted[1000]]).toEqual([65535, 0]);
  });
  it('uses 256 steps with 8 bits, and the exponent', () => {
    const out = storeGrey(image, { low: 0, high: 1, gamma: 2, bits: 8, inverted: false });
    expect(out.every((v) => v % 257 === 0)).toBe(true);
    expect(out[500]).toBe(257 * Math.round(255 * 0.25));
  });
  it('finds quantiles', () => {
    expect(imageQuantiles(image, [0, 0.5])[1]).toBeCloseTo(0.5, 1);
  });
  it('lists every effect once', () => {
    expect(new Set(XCT_EFFECTS.map(({ id }) => id)).size).toBe(9);
  });
});
