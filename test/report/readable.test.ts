import { expect, test } from 'vitest';
import { readableScale, unitSign } from '../../src/base/index.js';

test.each([
  ['nm', 25487, 'um', 1e-3],
  ['um^3', 1e9, 'mm^3', 1e-9],
  ['1/um^2', 5e-5, '1/mm^2', 1e6],
  ['1/nm', 0.000732, '1/um', 1e3],
  ['1/um^3', 1.2e-6, '1/mm^3', 1e9],
  ['mAh', 2.2e-4, 'nAh', 1e6],
  ['mAh', 3.6, 'mAh', 1],
  ['umol', 4e-8, 'fmol', 1e9],
  ['A', 11.4, 'A', 1],
  ['A', 25000, 'um', 1e-4],
  ['deg', 54, 'deg', 1],
  ['um', 0, 'um', 1],
  ['um', Infinity, 'um', 1],
])('%s of about %d is read in %s', (unit, size, shown, factor) => {
  const scale = readableScale(unit, size);
  expect(scale.unit).toBe(shown);
  expect(scale.factor / factor).toBeCloseTo(1, 9);
});

test.each([
  ['um^2', 'µm²'],
  ['1/mm^2', '1/mm²'],
  ['mAh/cm2', 'mAh/cm²'],
  ['nAh', 'nAh'],
  ['uAh', 'µAh'],
  ['umol', 'µmol'],
  ['A^3', 'Å³'],
  ['1', ''],
  ['deg', '°'],
])('%s is written %s', (unit, sign) => expect(unitSign(unit)).toBe(sign));
