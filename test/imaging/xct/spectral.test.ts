import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/base/index.js';
import { backProjectionSigma, signalGain, whiteCoefficients } from '../../../src/imaging/xct/noise.js';
import type { Noise } from '../../../src/imaging/xct/noise.js';
import { addEdges } from '../../../src/imaging/xct/propagation.js';
import { discTransfer } from '../../../src/imaging/xct/psf.js';
import { denseFrequency } from '../../../src/imaging/xct/sparse-view.js';
import { applySpectral } from '../../../src/imaging/xct/spectral.js';
import { cosineTransform3 } from '../../../src/kernels/cosine-transform.js';
import { deviation, meanOf, OFF } from './passes.js';

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
  const n = 65;
  const spread = (psf: Partial<typeof OFF.psf>): { sum: number; second: number; centre: number } => {
    const image = new Float32Array(n ** 2);
    image[32 * n + 32] = 1;
    applySpectral(image, [1, n, n], { ...OFF, psf: { ...OFF.psf, on: true, ...psf } }, createRng(1));
    let [sum, second] = [0, 0];
    image.forEach((v, i) => {
      sum += v;
      second += v * ((i % n) - 32) ** 2;
    });
    return { sum, second, centre: image[32 * n + 32]! };
  };
  it('spreads a point with the variance of core and tail, and keeps its sum', () => {
    const { sum, second } = spread({ sigma: 1.3, tailWeight: 0.2, tailSigma: 5 });
    expect(sum).toBeCloseTo(1, 4);
    expect(second).toBeCloseTo(0.8 * 1.3 ** 2 + 0.2 * 25, 1);
  });
  it.each(['gaussian', 'disc'] as const)('keeps the variance and the sum with a %s core', (core) => {
    const { sum, second } = spread({ core, sigma: 2 });
    expect(sum).toBeCloseTo(1, 4);
    expect(second / 4).toBeCloseTo(1, 1);
  });
  it('averages over a square pixel with a box core', () => {
    // a box of width 5 has the variance (5^2 - 0)/12 in continuous space
    const { sum, centre } = spread({ core: 'box', sigma: 5 / Math.sqrt(12) });
    expect(sum).toBeCloseTo(1, 4);
    expect(centre).toBeCloseTo(1 / 25, 2);
  });
  it('has a heavy exponential tail: the transfer is exp(-k s)', () => {
    const image = Float32Array.from({ length: 64 }, (_, i) => Math.cos((Math.PI * 3 * (i + 0.5)) / 64));
    const before = image.slice();
    applySpectral(
      image,
      [1, 1, 64],
      { ...OFF, psf: { ...OFF.psf, on: true, tail: 'exponential', tailWeight: 0.5, tailSigma: 4 } },
      createRng(1),
    );
    const k = Math.sqrt(2 * (1 - Math.cos((Math.PI * 3) / 64)));
    expect(image[0]! / before[0]!).toBeCloseTo(0.5 + 0.5 * Math.exp(-4 * k), 4);
  });
  it('knows where a disc lets nothing through: k R = 3.8317', () => {
    expect(discTransfer(3.8317 / 2, 1)).toBeCloseTo(0, 4);
    expect(discTransfer(0, 1)).toBe(1);
  });
});

describe('noise', () => {
  const shape = [24, 64, 64] as const;
  const draw = (noise: Partial<Noise>): Float32Array => {
    const image = new Float32Array(24 * 64 * 64);
    applySpectral(image, shape, { ...OFF, noise: { ...OFF.noise, on: true, ...noise }, noiseSigma: 0.37 }, createRng(5));
    return image;
  };
  const SPECTRA: [number, number, number][] = [
    [0.5, 0, 0],
    [0.5, 0.8, 0.5],
    [0, 0.6, 0],
    [1, 0.3, 1],
  ];
  it.each(SPECTRA)('has the requested standard deviation (exponent %d, blur %d, %d)', (exponent, blur, blurZ) => {
    expect(deviation(draw({ exponent, blur, blurZ })) / 0.37).toBeCloseTo(1, 1.7);
  });
  it.each(SPECTRA)('has the radial spectrum of its closed form (exponent %d, blur %d, %d)', (exponent, blur, blurZ) => {
    const image = draw({ exponent, blur, blurZ });
    cosineTransform3(image, shape);
    const bins = 12;
    const [found, expected] = [new Float64Array(bins), new Float64Array(bins)];
    image.forEach((v, i) => {
      const [kz, ky, kx] = [Math.floor(i / 4096) / 24, (Math.floor(i / 64) % 64) / 64, (i % 64) / 64].map((k) => Math.PI * k) as [
        number,
        number,
        number,
      ];
      const k = Math.hypot(ky, kx);
      const bin = Math.floor((bins * k) / Math.PI);
      if (bin >= bins) return;
      found[bin] = found[bin]! + v * v;
      expected[bin] = expected[bin]! + k ** (2 * exponent) * Math.exp(-(blur ** 2) * k ** 2 - blurZ ** 2 * kz ** 2);
    });
    const scale = found.reduce((s, v) => s + v, 0) / expected.reduce((s, v) => s + v, 0);
    for (let bin = 1; bin < bins; bin++) expect(found[bin]! / expected[bin]! / scale).toBeCloseTo(1, 0.8);
  });
  it('is normal: skewness 0, kurtosis 3', () => {
    const image = draw({});
    const sd = deviation(image);
    expect(meanOf(image.map((v) => (v / sd) ** 3))).toBeCloseTo(0, 1);
    expect(meanOf(image.map((v) => (v / sd) ** 4))).toBeCloseTo(3, 0.7);
  });
  it('starts from independent values of variance 1', () => {
    const white = whiteCoefficients(100_000, createRng(3));
    expect(meanOf(white)).toBeCloseTo(0, 1.9);
    expect(deviation(white)).toBeCloseTo(1, 2);
    expect(meanOf(white.map((v, i) => v * (white[i + 1] ?? 0)))).toBeCloseTo(0, 1.9);
  });
  it('grows with the signal where asked', () => {
    const image = Float32Array.from({ length: 24 * 64 * 64 }, (_, i) => (i % 64 < 32 ? 0.1 : 1.1));
    const noise: Noise = { ...OFF.noise, on: true, exponent: 0, signal: 3 };
    applySpectral(image, shape, { ...OFF, noise, noiseSigma: 0.1, lithium: 0.1, contrast: 1 }, createRng(5));
    const side = (from: number): number => deviation(image.filter((_, i) => i % 64 >= from && i % 64 < from + 32));
    expect(side(0)).toBeCloseTo(0.1, 2.3);
    expect(side(32) / side(0)).toBeCloseTo(2, 1);
    expect(signalGain(3, 0.1, 0.1, 1)).toBe(1);
    expect(signalGain(3, 1000, 0.1, 1)).toBe(4);
  });
  it('gives the published examples from first principles', () => {
    expect(backProjectionSigma(0.65e-6, 1500, 1e4)).toBeCloseTo(3.6, 1);
    expect(backProjectionSigma(3.25e-6, 2000, 3e4)).toBeCloseTo(0.36, 2);
  });
});

/** A cosine of m and l half-periods along y and x. */
function grating(m: number, l: number, n = 48): Float32Array {
  return Float32Array.from(
    { length: n * n },
    (_, i) => Math.cos((Math.PI * m * (Math.floor(i / n) + 0.5)) / n) * Math.cos((Math.PI * l * ((i % n) + 0.5)) / n),
  );
}

describe('limited angle', () => {
  it('removes frequencies inside the wedge and keeps those outside', () => {
    const gain = (m: number, l: number): number => {
      const image = grating(m, l);
      const before = image.slice();
      applySpectral(image, [1, 48, 48], { ...OFF, limitedAngle: { on: true, wedge: 40, axis: 0, residual: 0.1 } }, createRng(1));
      return image[0]! / before[0]!;
    };
    expect(gain(20, 3)).toBeCloseTo(0.1, 4); // 9 degrees from y
    expect(gain(20, 6)).toBeCloseTo(0.1, 4); // 17 degrees
    expect(gain(20, 9)).toBeCloseTo(1, 4); // 24 degrees
    expect(gain(2, 20)).toBeCloseTo(1, 4);
    expect(gain(20, 0)).toBeCloseTo(1, 4); // a layer
  });
});

describe('too few views', () => {
  const sparseView = { on: true, views: 10, strength: 0.8, diameter: 48 };
  it('swings about 1 above the dense frequency only', () => {
    const gain = (m: number, l: number): number => {
      const image = grating(m, l);
      const before = image.slice();
      applySpectral(image, [1, 48, 48], { ...OFF, sparseView }, createRng(1));
      return image[0]! / before[0]!;
    };
    const dense = (denseFrequency(10, 48) * 48) / Math.PI;
    expect(gain(Math.floor(dense * 0.9), 0)).toBeCloseTo(1, 4);
    expect(gain(2 * Math.ceil(dense), 0)).toBeCloseTo(1.8, 4); // on a view
    const [m, l] = [40, Math.round(40 * Math.tan(Math.PI / 20))]; // between two views
    expect(gain(m, l)).toBeLessThan(0.4);
  });
  it('leaves the neighbourhood of a point alone and throws streaks far away', () => {
    const n = 129;
    const image = new Float32Array(n * n);
    image[64 * n + 64] = 1;
    applySpectral(image, [1, n, n], { ...OFF, sparseView: { ...sparseView, views: 30, diameter: n } }, createRng(1));
    // a swing cos(2 N angle) is a Bessel function of order 2 N: nothing within 2 N / pi voxels
    const ring = (from: number, to: number): number =>
      Math.sqrt(
        meanOf(
          image
            .filter((_, i) => Math.abs(Math.hypot(Math.floor(i / n) - 64, (i % n) - 64) - (from + to) / 2) < (to - from) / 2)
            .map((v) => v * v),
        ),
      );
    expect(ring(22, 40)).toBeGreaterThan(2 * ring(3, 12));
  });
});
