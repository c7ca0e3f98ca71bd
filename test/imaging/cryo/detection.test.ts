import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/base/index.js';
import { addCameraFaults } from '../../../src/imaging/cryo/camera-faults.js';
import { applyDetector, detectorTransfer } from '../../../src/imaging/cryo/detector.js';
import { countElectrons, poisson } from '../../../src/imaging/cryo/dose.js';
import { addDrift } from '../../../src/imaging/cryo/drift.js';
import { illuminate } from '../../../src/imaging/cryo/illumination.js';
import { scanImage } from '../../../src/imaging/cryo/scan.js';
import { amplitudeAt, moments } from './slabs.js';

describe('counting', () => {
  it.each([0.7, 6, 25, 60, 900])('has mean, variance and skewness of a Poisson law of mean %d', (mean) => {
    const rng = createRng(9);
    const counts = Float64Array.from({ length: 40000 }, () => poisson(mean, rng));
    const { mean: found, sd } = moments(counts);
    expect(found / mean).toBeCloseTo(1, 1);
    expect((sd * sd) / mean).toBeGreaterThan(0.95);
    expect((sd * sd) / mean).toBeLessThan(1.05);
    const skewness = counts.reduce((s, v) => s + ((v - found) / sd) ** 3, 0) / counts.length;
    expect(Math.abs(skewness - 1 / Math.sqrt(mean))).toBeLessThan(0.08);
  });

  it('leaves the mean of the picture and adds readout noise', () => {
    const image = new Float32Array(20000).fill(0.5);
    const counted = countElectrons(image, { on: true, electrons: 100, readout: 3 }, createRng(1));
    const { mean, sd } = moments(counted);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(sd / (Math.sqrt(50 + 9) / 100)).toBeCloseTo(1, 1);
  });
});

describe('camera', () => {
  const params = { on: true, halfWidth: 0.25, floor: 0.1, integrating: true };
  it('passes c(k) = (1 - b) / (1 + (k / k0)^2) + b', () => {
    expect(detectorTransfer(0, params)).toBe(1);
    expect(detectorTransfer(0.25, params)).toBeCloseTo(0.55, 10);
    const n = 32;
    const image = Float32Array.from({ length: n * n }, (_, i) => 1 + 0.2 * Math.cos((2 * Math.PI * 8 * (i % n)) / n));
    const out = applyDetector(image, n, n, params);
    expect(moments(out).mean).toBeCloseTo(1, 6);
    expect(amplitudeAt(out, n, 0, 8).cos).toBeCloseTo(0.2 * 0.55, 5);
  });
  it('has a fixed pattern of the stated strength and as many defects as stated', () => {
    const image = new Float32Array(200 * 200).fill(1);
    addCameraFaults(image, 200, { on: true, columns: 0.02, pattern: 0, defects: 0 }, createRng(3));
    expect(moments(image.subarray(0, 200)).sd).toBeGreaterThan(0.015);
    expect(image.subarray(0, 200)).toEqual(image.subarray(200, 400));
    const faulty = new Float32Array(200 * 200).fill(1);
    addCameraFaults(faulty, 200, { on: true, columns: 0, pattern: 0, defects: 0.001 }, createRng(3));
    expect(faulty.filter((v) => v !== 1).length).toBeGreaterThan(30);
  });
});

describe('drift', () => {
  it('turns a line into a box of its length and keeps the sum', () => {
    const [ny, nx] = [21, 41];
    const image = Float32Array.from({ length: ny * nx }, (_, i) => (i % nx === 20 ? 1 : 0));
    const out = addDrift(image, ny, nx, { on: true, length: 8, angle: 0 });
    const row = out.subarray(10 * nx, 11 * nx);
    expect(row.reduce((s, v) => s + v, 0)).toBeCloseTo(1, 5);
    const variance = row.reduce((s, v, x) => s + v * (x - 20) ** 2, 0);
    // a box of length L has variance L^2 / 12
    expect(variance).toBeGreaterThan(0.8 * (64 / 12));
    expect(variance).toBeLessThan(1.3 * (64 / 12));
    const along = addDrift(image, ny, nx, { on: true, length: 8, angle: Math.PI / 2 });
    expect(along[10 * nx + 20]).toBeCloseTo(1, 5);
  });
});

describe('illumination', () => {
  const even = { on: true, slope: 0, angle: 0, falloff: 0, edge: 0, centreY: 0.5, centreX: 0.5 };
  it('changes by the slope across the picture and falls off round', () => {
    const image = new Float32Array(100 * 100).fill(1);
    illuminate(image, 100, 100, { ...even, slope: 0.2 });
    expect(image[99]! - image[0]!).toBeCloseTo(0.2 * 0.99, 5);
    const round = new Float32Array(100 * 100).fill(1);
    illuminate(round, 100, 100, { ...even, falloff: 0.4 });
    expect(round[50 * 100]).toBeCloseTo(Math.exp(-0.4 * 0.25), 5);
  });
});

describe('scan', () => {
  const still = { on: true, probe: 0, jitter: 0, flyback: 0, rows: 0 };
  it('does nothing without faults', () => {
    const rng = createRng(2);
    const image = Float32Array.from({ length: 32 * 32 }, () => rng.next());
    expect(scanImage(image, 32, 32, still, createRng(1))).toEqual(image);
  });
  it('shifts rows by the stated deviation and bends their start', () => {
    const [ny, nx] = [400, 64];
    const ramp = Float32Array.from({ length: ny * nx }, (_, i) => i % nx);
    const out = scanImage(ramp, ny, nx, { ...still, jitter: 0.5 }, createRng(1));
    const shifts = Float32Array.from({ length: ny }, (_, y) => out[y * nx + 32]! - 32);
    expect(moments(shifts).sd).toBeGreaterThan(0.42);
    expect(moments(shifts).sd).toBeLessThan(0.58);
    const bent = scanImage(ramp, 2, nx, { ...still, flyback: 4 }, createRng(1));
    expect(bent[0]).toBeCloseTo(4, 4);
    expect(bent[32]! - 32).toBeCloseTo(4 * Math.exp(-4), 3);
  });
});
