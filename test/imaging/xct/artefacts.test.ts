import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/base/index.js';
import { addCupping, effectiveAttenuation, tubeSpectrum } from '../../../src/imaging/xct/beam-hardening.js';
import { addCentreError, halfCircleTaps } from '../../../src/imaging/xct/centre-error.js';
import { addDenseStreaks } from '../../../src/imaging/xct/dense-streaks.js';
import { attenuation, decrement, MATERIALS, wavelength } from '../../../src/imaging/xct/materials.js';
import { addMotion } from '../../../src/imaging/xct/motion.js';
import { addRings } from '../../../src/imaging/xct/rings.js';
import { addShading } from '../../../src/imaging/xct/shading.js';
import { addStreaks } from '../../../src/imaging/xct/streaks.js';
import { addTruncation } from '../../../src/imaging/xct/truncation.js';
import { addLine, addZingers, rampImpulse } from '../../../src/imaging/xct/zingers.js';
import { deviation } from './passes.js';

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

describe('beam hardening', () => {
  const spectrum = tubeSpectrum(60, 1e-3);
  const mu = (keV: number): number => attenuation('copper', keV);
  it('weighs energies to a sum of 1, and a filter takes the soft ones', () => {
    expect(spectrum.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    const mean = (filter: number): number => tubeSpectrum(60, filter).reduce((sum, { keV, weight }) => sum + keV * weight, 0);
    expect(mean(2e-3)).toBeGreaterThan(mean(1e-4) + 5);
  });
  it('gives the weighted mean for no path and the smallest attenuation for a long one', () => {
    const mean = spectrum.reduce((sum, { keV, weight }) => sum + weight * mu(keV), 0);
    const least = Math.min(...spectrum.map(({ keV }) => mu(keV)));
    expect(effectiveAttenuation(spectrum, mu, 0)).toBeCloseTo(mean, 8);
    expect(effectiveAttenuation(spectrum, mu, 1e-9) / mean).toBeCloseTo(1, 4);
    expect(effectiveAttenuation(spectrum, mu, 1) / least).toBeCloseTo(1, 2);
    expect(effectiveAttenuation(spectrum, mu, 1e-4)).toBeLessThan(effectiveAttenuation(spectrum, mu, 1e-5));
  });
  it('equals -ln(I/I0)/t of two lines', () => {
    const lines = [
      { keV: 20, weight: 0.3 },
      { keV: 40, weight: 0.7 },
    ];
    const t = 0.002; // cm
    const passed = 0.3 * Math.exp(-303 * t) + 0.7 * Math.exp(-43.6 * t);
    expect(effectiveAttenuation(lines, mu, t / 100)).toBeCloseTo(-Math.log(passed) / t, 8);
  });
  it('darkens the middle by the cupping', () => {
    const image = new Float32Array(25).fill(2);
    addCupping(image, [1, 5, 5], { on: true, peakKeV: 60, filter: 0, path: 0, cupping: 0.1, centreY: 2, centreX: 2, radius: 4 });
    expect(image[12]).toBeCloseTo(2 * 0.9, 6);
    expect(image[14]).toBeCloseTo(2 * (1 - 0.1 * 0.75), 6); // r = 2, a quarter of R^2
  });
});

describe('rings', () => {
  it('depend on the distance to the axis only', () => {
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
  it('change from slice to slice with the persistence', () => {
    const image = new Float32Array(64 * 40 * 40);
    addRings(
      image,
      [64, 40, 40],
      { on: true, amplitude: 1, width: 1, centreY: 0, centreX: 0, arc: 360, persistence: 0.8 },
      1,
      createRng(2),
    );
    let [both, one] = [0, 0];
    for (let i = 0; i < 63 * 1600; i++) {
      both += image[i]! * image[i + 1600]!;
      one += image[i]! ** 2;
    }
    expect(both / one).toBeCloseTo(0.8, 1);
  });
  it('leave part of an arc untouched', () => {
    const image = new Float32Array(1600);
    addRings(image, [1, 40, 40], { on: true, amplitude: 1, width: 1, centreY: 20, centreX: 20, arc: 90, persistence: 1 }, 1, createRng(2));
    const untouched = image.filter((v) => v === 0).length / 1600;
    expect(untouched).toBeGreaterThan(0.6);
    expect(untouched).toBeLessThan(0.95);
  });
});

describe('zingers', () => {
  it('have the profile of a ramp filter, which sums to 0', () => {
    let sum = 0;
    for (let n = -20001; n <= 20001; n++) sum += rampImpulse(n);
    expect(sum).toBeCloseTo(0, 4);
    expect(rampImpulse(1)).toBeCloseTo(-4 / Math.PI ** 2, 12);
    expect(rampImpulse(2)).toBe(0);
  });
  it('are straight lines at an angle and a distance', () => {
    const image = new Float32Array(21 * 21);
    addLine(image, 0, 21, 21, 0, 3, 2); // x = 10 + 3
    for (let y = 0; y < 21; y++) expect(image[y * 21 + 13]).toBeCloseTo(2, 6);
    expect(image[14]).toBeCloseTo(2 * rampImpulse(1), 6);
    image.fill(0);
    addLine(image, 0, 21, 21, Math.PI / 4, 0, 1); // the falling diagonal
    for (let k = 0; k < 21; k++) expect(image[k * 21 + 20 - k]).toBeCloseTo(1, 6);
  });
  it('come in the number asked for', () => {
    const image = new Float32Array(10 * 32 * 32);
    addZingers(image, [10, 32, 32], { on: true, perSlice: 0.1, amplitude: 1 }, 1, createRng(1));
    const hit = Array.from({ length: 10 }, (_, z) => image.subarray(z * 1024, (z + 1) * 1024).some((v) => v !== 0));
    expect(hit.filter(Boolean)).toHaveLength(1);
  });
});

describe('error of the rotation axis', () => {
  it('spreads a point over half a circle: weights 1, centre at 2 r / pi, mean square r^2', () => {
    const taps = halfCircleTaps({ on: true, shift: 4, angle: 0 });
    const sum = (of: (tap: (typeof taps)[number]) => number): number => taps.reduce((s, tap) => s + tap.weight * of(tap), 0);
    expect(sum(() => 1)).toBeCloseTo(1, 10);
    expect(sum(({ dx }) => dx)).toBeCloseTo(0, 6);
    expect(sum(({ dy }) => dy)).toBeCloseTo((2 * 4) / Math.PI, 2);
    // linear interpolation adds at most 1/4 along each axis
    expect(sum(({ dy, dx }) => dy ** 2 + dx ** 2)).toBeGreaterThan(16);
    expect(sum(({ dy, dx }) => dy ** 2 + dx ** 2)).toBeLessThan(16.5);
  });
  it('keeps a flat slice and moves a point by the taps', () => {
    const flat = new Float32Array(81).fill(3);
    addCentreError(flat, [1, 9, 9], { on: true, shift: 1.2, angle: 0 });
    expect(Math.max(...flat.map((v) => Math.abs(v - 3)))).toBeLessThan(1e-5);
    const point = new Float32Array(81);
    point[40] = 1;
    addCentreError(point, [1, 9, 9], { on: true, shift: 1.2, angle: 0 });
    for (const { dy, dx, weight } of halfCircleTaps({ on: true, shift: 1.2, angle: 0 }))
      expect(point[40 + 9 * dy + dx]).toBeCloseTo(weight, 6);
  });
});

describe('streaks', () => {
  it('run along the collector and fade away from it', () => {
    const image = new Float32Array(4 * 60 * 30);
    addStreaks(image, [4, 60, 30], { on: true, amplitude: 1, reach: 10, tilt: 0 }, 1, createRng(4));
    expect(image[5 * 30 + 3]).toBeCloseTo(image[5 * 30 + 22]!, 6);
    expect(deviation(image.filter((_, i) => Math.floor(i / 30) % 60 < 10))).toBeGreaterThan(
      5 * deviation(image.filter((_, i) => Math.floor(i / 30) % 60 >= 40)),
    );
  });
  it('between two dense bodies are as deep as both are felt, and none lies inside them', () => {
    const labels = new Uint8Array(3 * 30).fill(3);
    labels[30 + 5] = 5;
    labels[30 + 15] = 5;
    const image = new Float32Array(90);
    const params = { on: true, amplitude: 0.5, reach: 8, slope: 0, beyond: 0.2 };
    addDenseStreaks(image, labels, [1, 3, 30], [5, 6], params, 2);
    const [a, b] = [Math.exp(-3 / 8), Math.exp(-7 / 8)]; // at x = 8
    expect(image[30 + 8]).toBeCloseTo(2 * 0.5 * (0.2 * (a - b) - a * b * 1.2), 6);
    expect(image[30 + 20]).toBeCloseTo(2 * 0.5 * 0.2 * Math.exp(-5 / 8), 6); // beyond, brighter
    expect(image[30 + 5]).toBe(0);
    expect(image[8]).toBe(0);
    expect(image[60 + 8]).toBe(0);
  });
});

describe('slow errors', () => {
  it('shading follows its formula', () => {
    const image = new Float32Array(125).fill(2);
    addShading(image, [5, 5, 5], { on: true, slope: [0, 0.4, 0], bowl: [0, 0, 0.3], flicker: 0 }, 2, createRng(1));
    expect(image[(2 * 5 + 2) * 5 + 2]).toBeCloseTo(2, 6);
    expect(image[(2 * 5 + 2) * 5 + 4]).toBeCloseTo(2 + 0.6, 6); // the bowl has its full height at the face
    expect(image[(2 * 5 + 4) * 5 + 2]).toBeCloseTo(2 + 0.4, 6);
  });
  it('flicker changes whole slices by its standard deviation', () => {
    const image = new Float32Array(4000 * 2);
    addShading(image, [4000, 1, 2], { on: true, slope: [0, 0, 0], bowl: [0, 0, 0], flicker: 0.3 }, 2, createRng(1));
    expect(image[0]).toBe(image[1]);
    expect(deviation(image)).toBeCloseTo(0.6, 1.5);
  });
  it('truncation reaches its amplitude and its rim at the edge of the field of view', () => {
    const image = new Float32Array(41 * 41);
    const params = { on: true, amplitude: 0.2, rim: 0.5, rimWidth: 2, centreY: 20, centreX: 20, radius: 20 };
    addTruncation(image, [1, 41, 41], params, 3);
    expect(image[20 * 41 + 20]).toBeCloseTo(3 * 0.5 * Math.exp(-10), 6);
    expect(image[20 * 41 + 40]).toBeCloseTo(3 * 0.7, 5);
    expect(image[20 * 41 + 30]).toBeCloseTo(3 * (0.2 * 0.25 + 0.5 * Math.exp(-5)), 5);
    expect(image[0]).toBeCloseTo(3 * 0.7, 5);
  });
});

describe('motion', () => {
  it('mixes a shifted copy', () => {
    const image = Float32Array.from({ length: 8 }, (_, i) => i);
    addMotion(image, [1, 1, 8], { on: true, axis: 2, shift: 1.5, weight: 0.4 });
    expect(image[5]).toBeCloseTo(5 - 0.4 * 1.5, 6);
    expect(image[0]).toBe(0);
  });
});
