import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { cosineTransform3, inverseCosineTransform3, squaredFrequencies } from '../../src/kernels/cosine-transform.js';
import { createFft, fastLength, fft3 } from '../../src/kernels/fft.js';
import { gaussianRandomField } from '../../src/kernels/random-field.js';

const rng = createRng(7);
const noise = (n: number): Float64Array => Float64Array.from({ length: n }, () => rng.normal());

describe('Fourier transform', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 12, 15, 30, 31, 64, 96, 100, 121, 160])('equals the sum for length %i, and comes back', (n) => {
    const [re, im] = [noise(n), noise(n)];
    const [r, i] = [re.slice(), im.slice()];
    const plan = createFft(n);
    plan.forward(r, i);
    for (const k of new Set([0, 1 % n, n >> 1, n - 1])) {
      let [sr, si] = [0, 0];
      for (let t = 0; t < n; t++) {
        const a = (-2 * Math.PI * ((k * t) % n)) / n;
        sr += re[t]! * Math.cos(a) - im[t]! * Math.sin(a);
        si += re[t]! * Math.sin(a) + im[t]! * Math.cos(a);
      }
      expect(r[k]).toBeCloseTo(sr, 9);
      expect(i[k]).toBeCloseTo(si, 9);
    }
    plan.inverse(r, i);
    expect(Math.max(...r.map((v, t) => Math.abs(v - re[t]!)), ...i.map((v, t) => Math.abs(v - im[t]!)))).toBeLessThan(1e-12 * n + 1e-13);
  });

  it('transforms volumes: a plane wave is one coefficient', () => {
    const [nz, ny, nx] = [6, 5, 8] as const;
    const re = new Float64Array(nz * ny * nx);
    const im = new Float64Array(re.length);
    for (let z = 0, i = 0; z < nz; z++)
      for (let y = 0; y < ny; y++)
        for (let x = 0; x < nx; x++, i++) {
          const a = 2 * Math.PI * ((2 * z) / nz + (3 * y) / ny + (5 * x) / nx);
          [re[i], im[i]] = [Math.cos(a), Math.sin(a)];
        }
    fft3(re, im, [nz, ny, nx]);
    const at = (2 * ny + 3) * nx + 5;
    expect(re[at]).toBeCloseTo(nz * ny * nx, 9);
    re[at] = 0;
    expect(Math.max(...re.map(Math.abs), ...im.map(Math.abs))).toBeLessThan(1e-10);
  });

  it('names the next fast length', () => {
    expect([1, 7, 11, 97, 128].map(fastLength)).toEqual([1, 8, 12, 100, 128]);
  });
});

describe('cosine transform', () => {
  it('keeps sums of squares and comes back', () => {
    const shape = [6, 7, 10] as const;
    const data = Float32Array.from(noise(420));
    const copy = data.slice();
    cosineTransform3(copy, shape);
    const energy = (a: Float32Array): number => a.reduce((s, v) => s + v * v, 0);
    expect(energy(copy) / energy(data)).toBeCloseTo(1, 5);
    inverseCosineTransform3(copy, shape);
    expect(Math.max(...copy.map((v, i) => Math.abs(v - data[i]!)))).toBeLessThan(1e-5);
  });

  it('turns the second difference with mirrored ends into a product', () => {
    const n = 12;
    const line = Float32Array.from(noise(n));
    const difference = line.map((v, i) => 2 * v - line[Math.max(0, i - 1)]! - line[Math.min(n - 1, i + 1)]!);
    cosineTransform3(line, [1, 1, n]);
    cosineTransform3(difference, [1, 1, n]);
    const eigen = squaredFrequencies(n, true);
    for (let k = 0; k < n; k++) expect(difference[k]).toBeCloseTo(eigen[k]! * line[k]!, 4);
  });
});

describe('Gaussian random field', () => {
  it('has mean 0, variance 1 and the stated correlation', () => {
    const shape = [48, 48, 48] as const;
    const field = gaussianRandomField(shape, [3, 2, 2], createRng(3));
    const mean = (f: (i: number) => number): number => field.reduce((s, _, i) => s + f(i), 0) / field.length;
    expect(mean((i) => field[i]!)).toBeCloseTo(0, 4);
    expect(mean((i) => field[i]! ** 2)).toBeCloseTo(1, 4);
    // exp(-d^2 / 4 sigma^2) at d = 2 sigma is 1/e
    const plane = 48 * 48;
    expect(mean((i) => field[i]! * (field[i + 6 * plane] ?? 0)) * (48 / 42)).toBeCloseTo(Math.exp(-1), 0.8);
    expect(mean((i) => (i % 48 < 44 ? field[i]! * field[i + 4]! : 0)) * (48 / 44)).toBeCloseTo(Math.exp(-1), 0.8);
  });
});
