import { describe, expect, test } from 'vitest';
import {
  agoText,
  bytesText,
  durationText,
  numberText,
  partTexts,
  quantityText,
  uncertaintyText,
  uncertaintyTexts,
} from '../../renderer/ui/quantity-text.js';
import { unitSign } from '../../src/base/index.js';
import { displayColumn, sortedOrder } from '../../renderer/ui/table-model.js';
import type { Unit } from '../../src/volume/index.js';

describe('numbers for people', () => {
  test.each([
    [0, '0'],
    [1234, '1234'],
    [123456, '123\u202f456'],
    [-132, '\u2212132'],
    [3.14159, '3.142'],
    [12345.678, '12\u202f346'],
    [0.000012, '1.20e-5'],
    [3e12, '3.00e12'],
  ])('%d reads %s', (value, text) => expect(numberText(value)).toBe(text));

  test.each([
    ['um^3', 'µm³'],
    ['1/um', '1/µm'],
    ['mAh/cm2', 'mAh/cm²'],
    ['A', 'Å'],
    ['1', ''],
  ] as [Unit, string][])('the unit %s reads %s', (unit, text) => expect(unitSign(unit)).toBe(text));

  test('fractions are percent, missing values a dash, infinity a sign', () => {
    expect(quantityText('isolation.f_dead', 0.042877, '1')).toEqual({ value: '4.29', unit: '%' });
    expect(quantityText('volume.volume', null, 'um^3')).toEqual({ value: '–', unit: '' });
    expect(quantityText('transport.tau', 'Infinity', '1')).toEqual({ value: '∞', unit: '' });
    expect(quantityText('topology.is_connected', true, '1').value).toBe('yes');
  });

  test('an interval is in the unit of its number', () => {
    const quantity = { metric: 'isolation.f_dead', unit: '1' as const, uncertainty: { connectivity: [0.03, 0.05] as [number, number] } };
    expect(uncertaintyText(quantity)).toBe('3 to 5 (connectivity)');
    expect(uncertaintyText({ metric: 'height.mean', unit: 'um' })).toBeNull();
  });

  test.each([
    [25487, 'nm', '25.49', 'µm'],
    [5.789e13, 'nm^3', '57\u202f890', 'µm³'],
    [0.000732, '1/nm', '0.732', '1/µm'],
    [0.00042, 'um', '0.42', 'nm'],
    [8.42, 'um', '8.42', 'µm'],
    [0, 'um', '0', 'µm'],
  ] as [number, Unit, string, string][])('%d %s reads %s %s', (value, unit, text, shown) => {
    expect(quantityText('deposit.x', value, unit)).toEqual({ value: text, unit: shown });
  });

  test('small percentages keep their digits', () => {
    expect(quantityText('isolation.f_dead', 0.0000854, '1')).toEqual({ value: '0.00854', unit: '%' });
    expect(quantityText('isolation.f_dead_range', [0.01, 0.0512], '1')).toEqual({ value: '1 to 5.12', unit: '%' });
  });

  test('an interval is shown in the unit that its number is shown in', () => {
    expect(uncertaintyText({ metric: 'deposit.x', unit: 'nm', value: 25487, uncertainty: { voxel: 1000 } })).toBe('± 1 (voxel)');
  });

  test('bytes, durations and ages', () => {
    expect([bytesText(0), bytesText(1500), bytesText(2.5e9)]).toEqual(['0 B', '1.50 KB', '2.50 GB']);
    expect([durationText(0.2), durationText(75), durationText(600), durationText(9000)]).toEqual(['1 s', '75 s', '10 min', '2.5 h']);
    expect([agoText(1000, 1500), agoText(0, 3000)]).toEqual(['just now', '3 s ago']);
  });
});

describe('tables', () => {
  test('missing values are last in both directions', () => {
    const rows = [[3], [null], [10], [1]];
    expect(sortedOrder(rows, 0, true)).toEqual([2, 0, 3, 1]);
    expect(sortedOrder(rows, 0, false)).toEqual([3, 0, 2, 1]);
    expect(sortedOrder(rows, -1, true)).toEqual([0, 1, 2, 3]);
  });

  test('metres are shown in the unit of the largest value, with one number of decimals', () => {
    const volumes = displayColumn({ id: 'volume', title: 'Volume', unit: 'm^3' }, [2.5e-16, 1e-18]);
    expect(volumes.unit).toBe('µm³');
    expect([2.5e-16, 1e-18].map(volumes.show)).toEqual(['250.0', '1.0']);
    const lengths = displayColumn({ id: 'd', title: 'D', unit: 'm' }, [2e-7, null]);
    expect([lengths.unit, lengths.show(2e-7), lengths.show(null)]).toEqual(['nm', '200.0', '–']);
  });

  test('counts have no decimals', () => {
    expect(displayColumn({ id: 'voxels', title: 'Voxels', unit: 'voxel' }, [12345, 7]).show(12345)).toBe('12\u202f345');
  });
});

test('every stated cause of uncertainty has its line, and an empty list is said to be empty', () => {
  const quantity = {
    metric: 'isolation.f_dead',
    unit: '1' as const,
    value: 0.0209,
    uncertainty: { connectivity: [0.02, 0.0343], 'field-of-view': [0.0209, 0.0283] } as Record<string, [number, number]>,
  };
  expect(uncertaintyTexts(quantity)).toEqual(['2 to 3.43 (connectivity)', '2.09 to 2.83 (field of view)']);
  expect(quantityText('volume.unknown_label_ids', [], '1').value).toBe('none');
});

test('a value of several named numbers is a line for each, each in its own unit', () => {
  expect(partTexts('isolation.f_dead_by_rule', { '6': 0.0179, '18': 0.0134 }, '1')).toEqual([
    { name: '6 neighbours', value: '1.79', unit: '%' },
    { name: '18 neighbours', value: '1.34', unit: '%' },
  ]);
  expect(partTexts('persistence.summary1', { median_birth: -650, total_lifetime: 2.654e6 }, 'nm')).toEqual([
    { name: 'median birth', value: '\u22120.65', unit: 'µm' },
    { name: 'total lifetime', value: '2.654', unit: 'mm' },
  ]);
  expect(partTexts('skeleton.branch_types', { tip_tip: 3 }, 'count')).toEqual([{ name: 'tip to tip', value: '3', unit: '' }]);
  expect(partTexts('sei.thickness_min_max', [1, 2], 'nm')).toBeNull();
});
