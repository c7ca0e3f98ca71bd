import { describe, expect, it } from 'vitest';
import { attenuationOf } from '../../../src/imaging/cryo/absorption.js';
import { createCanvas, cropCanvas } from '../../../src/imaging/cryo/canvas.js';
import { electronWavelength, interactionConstant } from '../../../src/imaging/cryo/electrons.js';
import { freePath } from '../../../src/imaging/cryo/materials.js';
import { phaseOf } from '../../../src/imaging/cryo/potential.js';
import { aberration, envelope, imageWave } from '../../../src/imaging/cryo/transfer.js';
import type { Transfer } from '../../../src/imaging/cryo/transfer.js';
import { SPECIMEN_MATERIALS } from '../../../src/volume/index.js';
import type { SpecimenMaterial } from '../../../src/volume/index.js';
import { amplitudeAt, slab } from './slabs.js';

const LENS: Transfer = {
  on: true,
  defocus: -100e-9,
  spherical: 1.2e-3,
  astigmatism: 0,
  astigmatismAngle: 0,
  focalSpread: 0,
  semiAngle: 0,
  debyeWaller: 0,
};

describe('electrons', () => {
  it.each([
    [300e3, 1.969, 6.53e-4],
    [200e3, 2.508, 7.29e-4],
    [120e3, 3.349, 8.64e-4],
    [80e3, 4.176, 1.009e-3],
  ])('at %d V have the known wavelength and interaction constant', (volts, picometres, sigma) => {
    expect(electronWavelength(volts) * 1e12).toBeCloseTo(picometres, 2);
    // per volt and angstrom
    expect((interactionConstant(volts) * 1e-10) / sigma).toBeCloseTo(1, 2);
  });
});

describe('amplitude and phase', () => {
  it.each([
    ['lithium', 300e3, 231],
    ['lithium', 200e3, 198],
    ['lithium', 80e3, 122],
    ['carbon', 200e3, 161],
    ['lif', 80e3, 94],
    ['copper', 200e3, 101],
  ] as const)('uses the free path of %s at %d V', (material, volts, nm) => {
    expect(freePath(material, volts) / (nm * 1e-9)).toBeGreaterThan(0.96);
    expect(freePath(material, volts) / (nm * 1e-9)).toBeLessThan(1.04);
  });

  it('follows Beer and Lambert through a slab, and the share that is stopped', () => {
    const canvas = slab('lithium', 100e-9, 16);
    for (const strength of [1, 0.5]) {
      const loss = attenuationOf(canvas, 300e3, { on: true, strength });
      const image = imageWave(loss, new Float32Array(256), canvas, electronWavelength(300e3), { ...LENS, on: false });
      expect(image[7]).toBeCloseTo(Math.exp((-100 / 231) * strength), 5);
    }
    expect(attenuationOf(canvas, 300e3, { on: false, strength: 1 })[0]).toBe(0);
  });

  it('adds the phases of stacked materials', () => {
    const scale = Object.fromEntries(SPECIMEN_MATERIALS.map((id) => [id, 0.8])) as Record<SpecimenMaterial, number>;
    const canvas = slab('lithium', 50e-9, 8);
    canvas.layers.push(slab('carbon', 10e-9, 8).layers[0]!);
    const phase = phaseOf(canvas, 300e3, { on: true, scale });
    // volts times angstroms times rad per volt and angstrom
    expect(phase[5]).toBeCloseTo(6.53e-4 * 0.8 * (7.3 * 500 + 12 * 100), 2);
    expect(phaseOf(canvas, 300e3, { on: false, scale })[5]).toBe(0);
  });
});

describe('contrast transfer', () => {
  const n = 96;
  const pixel = 1e-10;
  const wavelength = electronWavelength(300e3);
  const weak = 1e-3;
  /** Intensity of a weak phase grating of u cycles along x and v along y, over its phase. */
  const transferred = (lens: Transfer, u: number, v = 0): number => {
    const phase = Float32Array.from({ length: n * n }, (_, i) => {
      const [y, x] = [Math.floor(i / n), i % n];
      return weak * Math.cos((2 * Math.PI * (u * x + v * y)) / n);
    });
    const canvas = slab('carbon', 0, n, pixel);
    return amplitudeAt(imageWave(new Float32Array(n * n), phase, canvas, wavelength, lens), n, v, u).cos / weak;
  };

  it('is 2 sin chi times the envelopes for a weak phase', () => {
    const lens = { ...LENS, focalSpread: 3e-9, semiAngle: 1e-4, debyeWaller: 1e-20 };
    for (const u of [3, 9, 14, 22, 31]) {
      const k = u / (n * pixel);
      const expected = 2 * Math.sin(aberration(k, 0, wavelength, lens)) * envelope(k, 0, wavelength, lens);
      expect(transferred(lens, u)).toBeCloseTo(expected, 2);
    }
  });

  it('vanishes where pi lambda df k^2 is a multiple of pi, and is dark below focus', () => {
    const u = 20;
    const k = u / (n * pixel);
    for (const order of [1, 2]) {
      const zero = { ...LENS, spherical: 0, defocus: -order / (wavelength * k * k) };
      expect(Math.abs(transferred(zero, u))).toBeLessThan(0.005);
    }
    expect(transferred({ ...LENS, spherical: 0, defocus: -0.5 / (wavelength * k * k) }, u)).toBeCloseTo(-2, 2);
    expect(transferred({ ...LENS, spherical: 0, defocus: 0.5 / (wavelength * k * k) }, u)).toBeCloseTo(2, 2);
  });

  it('differs by direction with astigmatism', () => {
    const lens = { ...LENS, spherical: 0, defocus: -30e-9, astigmatism: 15e-9 };
    const k = 18 / (n * pixel);
    expect(transferred(lens, 18)).toBeCloseTo(2 * Math.sin(-Math.PI * wavelength * 15e-9 * k * k), 2);
    expect(transferred(lens, 0, 18)).toBeCloseTo(2 * Math.sin(-Math.PI * wavelength * 45e-9 * k * k), 2);
  });

  it('has envelopes that fall to exp(-2) at sqrt(2 / (pi lambda Delta)) and are 1 where the aberration is stationary', () => {
    const temporal = { ...LENS, focalSpread: 3e-9 };
    expect(envelope(Math.sqrt(2 / (Math.PI * wavelength * 3e-9)), 0, wavelength, temporal)).toBeCloseTo(Math.exp(-2), 8);
    const spatial = { ...LENS, semiAngle: 2e-4 };
    const stationary = Math.sqrt(100e-9 / (1.2e-3 * wavelength ** 2));
    expect(envelope(stationary, 1, wavelength, spatial)).toBeCloseTo(1, 8);
    expect(envelope(1.4 * stationary, 1, wavelength, spatial)).toBeLessThan(0.9);
    expect(envelope(2e9, 0, wavelength, { ...LENS, debyeWaller: 1e-19 })).toBeCloseTo(Math.exp(-0.1), 8);
  });

  it('leaves the bare beam alone', () => {
    const canvas = slab('carbon', 0, 16);
    const image = imageWave(new Float32Array(256), new Float32Array(256), canvas, wavelength, LENS);
    for (const v of image) expect(v).toBeCloseTo(1, 6);
  });
});

describe('the mirrored rim', () => {
  it('is taken off again, and repeats the picture mirrored', () => {
    const [ny, nx] = [30, 40];
    const thickness = Float32Array.from({ length: ny * nx }, (_, i) => i);
    const canvas = createCanvas({ shape: [1, ny, nx], pixel: 1e-9, layers: [{ material: 'lithium', thickness }] });
    const layer = canvas.layers[0]!.thickness;
    expect(cropCanvas(layer, canvas, ny, nx)).toEqual(thickness);
    const row = (canvas.top + 3) * canvas.nx;
    expect(layer[row + canvas.left - 1]).toBe(layer[row + canvas.left]);
    expect(layer[row + canvas.left - 2]).toBe(layer[row + canvas.left + 1]);
  });
});
