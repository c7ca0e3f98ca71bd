import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/base/index.js';
import { fft3 } from '../../../src/kernels/fft.js';
import { addBubbles, fringesLeft } from '../../../src/imaging/cryo/damage.js';
import { darkFieldOf } from '../../../src/imaging/cryo/dark-field.js';
import { addDiffraction } from '../../../src/imaging/cryo/diffraction.js';
import { addFrost } from '../../../src/imaging/cryo/frost.js';
import { addFringes } from '../../../src/imaging/cryo/lattice.js';
import { CRYO_MATERIALS } from '../../../src/imaging/cryo/materials.js';
import { addTexture } from '../../../src/imaging/cryo/texture.js';
import { moments, slab } from './slabs.js';

const whole = (): number => 1;
const LATTICE = { on: true, rms: 0.1, share: 1, lithiumShare: 1, strain: 0 };

describe('lattice fringes', () => {
  const n = 128;
  const pixel = 0.6e-10;
  /** Frequencies of the strongest peaks in half of the plane, in cycles per picture. */
  const peakFrequency = (phase: Float32Array): number => {
    const [re, im] = [Float64Array.from(phase), new Float64Array(n * n)];
    fft3(re, im, [1, n, n]);
    const power = re.map((r, i) => r * r + im[i]! ** 2);
    const best = power.indexOf(Math.max(...power));
    const fold = (k: number): number => Math.min(k, n - k);
    return Math.hypot(fold(Math.floor(best / n)), fold(best % n));
  };

  it('have the distances of the lattice planes in the Fourier transform', () => {
    const canvas = slab('lif', 10e-9, 48, pixel, true);
    const phase = new Float32Array(48 * 48);
    addFringes(phase, canvas, LATTICE, whole, createRng(3));
    // padded, so that the peak is found to a fraction of a line
    const wide = new Float32Array(n * n);
    for (let y = 0; y < 48; y++) wide.set(phase.subarray(y * 48, y * 48 + 48), y * n);
    const distance = (n * pixel) / peakFrequency(wide);
    const nearest = Math.min(...CRYO_MATERIALS.lif.spacings.map((d) => Math.abs(d - distance) / d));
    expect(nearest).toBeLessThan(0.03);
  });

  it('need a pixel that resolves them, a crystal, and what the exposure has left', () => {
    const sum = (phase: Float32Array): number => moments(phase).sd;
    const draw = (pixelSize: number, crystal: boolean, left: number): number => {
      const phase = new Float32Array(64 * 64);
      addFringes(phase, slab('lithium', 10e-9, 64, pixelSize, crystal), LATTICE, () => left, createRng(5));
      return sum(phase);
    };
    expect(draw(1.4e-10, true, 1)).toBe(0);
    expect(draw(1e-10, false, 1)).toBe(0);
    const fresh = draw(1e-10, true, 1);
    expect(fresh).toBeGreaterThan(0.01);
    expect(draw(1e-10, true, 0.3) / fresh).toBeCloseTo(0.3, 5);
  });

  it('fade as exp(-dose / critical dose), carbonate at 750 electrons per square angstrom', () => {
    const damage = { on: true, exposure: 750e20, bubbles: 0, radius: 1e-9 };
    expect(fringesLeft('li2co3', damage)).toBeCloseTo(Math.exp(-1), 8);
    expect(fringesLeft('lithium', damage)).toBeGreaterThan(0.75);
    expect(fringesLeft('li2co3', { ...damage, on: false })).toBe(1);
  });
});

describe('texture', () => {
  const TEXTURE = { on: true, rms: 0.12, correlation: 2e-10 };
  const deviation = (material: 'organic' | 'lithium', metres: number, pixel: number, crystal = false): number => {
    const phase = new Float32Array(128 * 128);
    addTexture(phase, slab(material, metres, 128, pixel, crystal), TEXTURE, createRng(1));
    return moments(phase).sd;
  };

  it('grows with the root of the thickness and is averaged by pixels wider than its correlation', () => {
    expect(deviation('organic', 10e-9, 1e-10)).toBeCloseTo(0.12, 3);
    expect(deviation('organic', 40e-9, 1e-10)).toBeCloseTo(0.24, 3);
    expect(deviation('organic', 10e-9, 2e-9) / (0.12 * 0.1)).toBeCloseTo(1, 1);
    expect(deviation('lithium', 10e-9, 1e-10, true)).toBeLessThan(0.03);
  });
});

describe('diffraction contrast', () => {
  it('darkens crystals only, up to its strength times t / (t + 60 nm)', () => {
    const params = { on: true, strength: 0, share: 1, bands: 0.8, bending: 1 };
    const loss = new Float32Array(64 * 64);
    addDiffraction(loss, slab('lithium', 60e-9, 64, 1e-9, true), params, createRng(2));
    expect(Math.max(...loss)).toBeLessThanOrEqual(0.4 + 1e-6);
    expect(Math.max(...loss)).toBeGreaterThan(0.35);
    const flat = new Float32Array(64 * 64);
    addDiffraction(flat, slab('organic', 60e-9, 64, 1e-9), { ...params, strength: 1 }, createRng(2));
    expect(Math.max(...flat)).toBe(0);
  });
});

describe('bubbles and frost', () => {
  it('takes the right volume out of the SEI and nothing out of lithium', () => {
    const canvas = slab('organic', 100e-9, 200, 1e-9);
    canvas.layers.push(slab('lithium', 100e-9, 200, 1e-9).layers[0]!);
    addBubbles(canvas, { on: true, exposure: 0, bubbles: 0.2, radius: 4e-9 }, createRng(4));
    const missing = 100e-9 - moments(canvas.layers[0]!.thickness).mean;
    // spheres of a section share 0.2 and median radius r, log-normal by 0.35: 4/3 r share exp(9/2 s^2)
    expect(missing / (0.2 * (4 / 3) * 4e-9 * Math.exp(4.5 * 0.35 ** 2))).toBeGreaterThan(0.75);
    expect(missing / (0.2 * (4 / 3) * 4e-9 * Math.exp(4.5 * 0.35 ** 2))).toBeLessThan(1.25);
    expect(moments(canvas.layers[1]!.thickness).sd).toBeLessThan(1e-12);
  });

  it('adds crystals of water that cover about what was asked', () => {
    const canvas = slab('carbon', 0, 256, 1e-9);
    addFrost(canvas, { on: true, coverage: 0.05, radius: 10e-9 }, createRng(6));
    const frost = canvas.layers.at(-1)!;
    expect(frost.material).toBe('water');
    const covered = frost.thickness.reduce((n, t) => n + (t > 0 ? 1 : 0), 0) / frost.thickness.length;
    expect(covered).toBeGreaterThan(0.02);
    expect(covered).toBeLessThan(0.12);
  });
});

describe('dark field', () => {
  const gains = new Float32Array(1);
  const params = { on: true, offset: 0.1, saturation: 0, channelling: 0 };
  it('counts atoms by Z^1.7: 100 nm of lithium is 1, Li2O is 6.3 times brighter', () => {
    expect(darkFieldOf(slab('lithium', 100e-9, 8), params, gains)[3]).toBeCloseTo(1.1, 5);
    expect(darkFieldOf(slab('li2o', 100e-9, 8), params, gains)[3]).toBeCloseTo(0.1 + 1.9 / 0.3, 4);
    expect(darkFieldOf(slab('lif', 10e-9, 8), params, gains)[3]).toBeCloseTo(1.1, 5);
  });
  it('saturates to 1 - 1/e at the stated thickness of Li2O', () => {
    const image = darkFieldOf(slab('li2o', 300e-9, 8), { ...params, offset: 0, saturation: 300e-9 }, gains);
    expect(image[0]! / (19 / 0.3 / 10) / 3).toBeCloseTo(1 - Math.exp(-1), 5);
  });
});
