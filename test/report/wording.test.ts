import { describe, expect, test } from 'vitest';
import { readableScale } from '../../src/base/index.js';
import { formatNumber, formatParams, formatQuantity, formatTime, formatUncertainty } from '../../src/report/wording.js';
import type { Quantity } from '../../src/volume/index.js';

const of = (quantity: Partial<Quantity>): Quantity => ({ value: null, unit: '1', estimator: 'e@1', ...quantity });

describe('numbers in words', () => {
  test.each<[Partial<Quantity>, string, string]>([
    [{ value: 0.042877 }, 'isolation.f_dead', '4.2877 %'],
    [{ value: 0.042877 }, 'fractal.dimension', '0.042877'],
    [{ value: 23234, unit: 'nm' }, 'deposit.equivalent_dense_thickness', '23.234 µm'],
    [{ value: 1.508e14, unit: 'nm^3' }, 'volume.volume', '150800 µm³'],
    [{ value: 8.785e-4, unit: '1/nm' }, 'specific_surface.S_per_V', '0.8785 1/µm'],
    [{ value: 12.5, unit: 'um' }, 'height.mean', '12.5 µm'],
    [{ value: 11.4, unit: 'A' }, 'height.mean', '11.4 Å'],
    [{ value: 0, unit: 'nm' }, 'height.mean', '0 nm'],
    [{ value: [325.06, 44850], unit: 'nm' }, 'sei.thickness_min_max', '0.32506, 44.85 µm'],
    [{ value: [], unit: 'count' }, 'volume.unknown_label_ids', 'none'],
    [{ value: Array<number>(9).fill(0.1) }, 'profile.li_fraction_along_growth', '9 values'],
    [{ value: { b0: 3, b1: 1 }, unit: 'count' }, 'topology.betti', 'b0: 3, b1: 1'],
    [{ value: true }, 'isolation.short_circuit', 'yes'],
    [{ value: 'Infinity' }, 'transport.tau', 'infinite'],
    [{ value: 0.512, unit: 'mAh/cm2' }, 'deposit.areal_capacity', '0.512 mAh/cm²'],
    [{ value: 7, unit: 'voxel' }, 'volume.voxels', '7 voxels'],
    [{ reason: 'no lithium' }, 'height.mean', 'not given: no lithium'],
  ])('%j of %s reads %s', (quantity, metric, expected) => {
    expect(formatQuantity(of(quantity), metric)).toBe(expected);
  });

  test('the uncertainty is in the unit of its value', () => {
    expect(formatUncertainty(of({ value: 0.04, uncertainty: { connectivity: [0.03, 0.05] } }), 'isolation.f_dead')).toBe(
      'connectivity: 3 to 5 %',
    );
    expect(formatUncertainty(of({ value: 23234, unit: 'nm', uncertainty: { windows: 120 } }), 'height.mean')).toBe('windows: ± 0.12 µm');
    expect(formatUncertainty(of({ value: 1 }), 'height.mean')).toBe('');
  });

  test('the scale is one of powers of length', () => {
    expect(readableScale('m^3', 1.46e-13)).toEqual({ unit: 'um^3', factor: expect.closeTo(1e18, -6) });
    expect(readableScale('count', 1e9)).toEqual({ unit: 'count', factor: 1 });
  });

  test('digits, parameters and times', () => {
    expect([0, 12, 1234567, 1.23456789, 1.5e-9, -0.25].map(formatNumber)).toEqual(['0', '12', '1234567', '1.2346', '1.500e-9', '-0.25']);
    expect(formatParams({ radius: 1, mode: 'reflect', box: [1, 2], none: null, absent: undefined })).toBe(
      'radius 1, mode reflect, box [1,2], none null',
    );
    expect(formatTime('2025-03-01T12:00:00.000Z')).toBe('2025-03-01 12:00 UTC');
    expect(formatTime('yesterday')).toBe('yesterday');
  });
});
