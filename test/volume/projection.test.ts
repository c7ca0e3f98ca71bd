import { describe, expect, it } from 'vitest';
import { CRYSTALLINE_SEI, LITHIUM_SHARE, PHASE, projectLabels, specimenTruth, THINNEST } from '../../src/volume/index.js';
import type { SpecimenLayer, SpecimenMaterial } from '../../src/volume/index.js';

const layer = (material: SpecimenMaterial, nm: number, grain?: number): SpecimenLayer => ({
  material,
  thickness: Float32Array.of(nm * 1e-9),
  ...(grain === undefined ? {} : { grains: Uint16Array.of(grain) }),
});
const truth = (...layers: SpecimenLayer[]): readonly [number, number] => {
  const { labels, codes } = specimenTruth({ shape: [1, 1, 1], pixel: 1e-9, layers });
  return [labels[0]!, codes[0]!];
};

describe('what a projection shows', () => {
  it('is lithium by its share, else SEI, support or vacuum', () => {
    expect(truth(layer('lithium', 100), layer('organic', 30))).toEqual([PHASE.lithium, PHASE.lithium]);
    expect(truth(layer('lithium', 10 * LITHIUM_SHARE - 0.1), layer('organic', 10 * (1 - LITHIUM_SHARE)))[0]).toBe(PHASE.sei);
    expect(truth(layer('carbon', 10), layer('organic', 5))[0]).toBe(PHASE.sei);
    expect(truth(layer('carbon', 10), layer('electrolyte', 60))[0]).toBe(PHASE.other);
    expect(truth(layer('electrolyte', 60))[0]).toBe(PHASE.pore);
    expect(truth(layer('organic', THINNEST * 1e9 - 0.1))[0]).toBe(PHASE.pore);
    expect(truth(layer('copper', 50))[0]).toBe(PHASE.collector);
  });
  it('tells crystalline from amorphous SEI by the larger half', () => {
    expect(truth(layer('organic', 4), layer('li2o', 6, 3))).toEqual([PHASE.sei, CRYSTALLINE_SEI]);
    expect(truth(layer('organic', 6), layer('li2o', 4, 3))).toEqual([PHASE.sei, PHASE.sei]);
    expect(truth(layer('li2o', 9, 0))).toEqual([PHASE.sei, PHASE.sei]);
  });
});

describe('projected labels', () => {
  const shape = [4, 3, 2] as const;
  // plane z holds phase z + 1 everywhere
  const labels = Uint8Array.from({ length: 24 }, (_, i) => Math.floor(i / 6) + 1);

  it('adds up the voxels along the beam', () => {
    const { layers, pixel, shape: flat } = projectLabels(labels, shape, [5e-9, 2e-9, 2e-9], { electrolyte: 'frozen' });
    expect([flat, pixel]).toEqual([[1, 3, 2], 2e-9]);
    const thickness = (material: SpecimenMaterial): number => layers.find((one) => one.material === material)!.thickness[4]!;
    expect(thickness('lithium')).toBeCloseTo(5e-9, 15);
    expect(thickness('organic')).toBeCloseTo(5e-9, 15);
    expect(thickness('electrolyte')).toBeCloseTo(5e-9, 15);
  });
  it('runs along any axis and keeps the volume of every phase', () => {
    for (const axis of [0, 1, 2] as const) {
      const { layers, shape: flat } = projectLabels(labels, shape, [1e-9, 1e-9, 1e-9], { axis });
      expect(flat[1] * flat[2] * shape[axis]).toBe(24);
      expect(layers[0]!.thickness.reduce((s, t) => s + t, 0)).toBeCloseTo(6e-9, 15);
    }
  });
  it('leaves rinsed electrolyte out, and refuses pixels that are not square and wrong lengths', () => {
    expect(projectLabels(labels, shape, [1e-9, 1e-9, 1e-9]).layers.some(({ material }) => material === 'electrolyte')).toBe(false);
    expect(() => projectLabels(labels, shape, [1e-9, 1e-9, 2e-9])).toThrow(/square/);
    expect(() => projectLabels(labels, [4, 3, 3], [1e-9, 1e-9, 1e-9])).toThrow(/36/);
  });
});
