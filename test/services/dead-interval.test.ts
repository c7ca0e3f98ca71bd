/** Which interval the dead share is given, and what is said of it. */
import { expect, test } from 'vitest';
import type { NamedQuantity } from '../../src/contract/index.js';
import { withSegmentation } from '../../src/services/dead-interval.js';

const share: NamedQuantity = {
  metric: 'isolation.f_dead',
  value: 0.3,
  unit: '1',
  estimator: 'e',
  title: 't',
  uncertainty: { connectivity: [0.2, 0.4] },
};
const rules = [0.25, 0.41] as const;
const margins = { below: 0.05, above: 0.2, coverage: 0.9, volumes: 40 };

test('labels of a network with margins: the calibrated interval, and for how many volumes it is made', () => {
  const { uncertainty, note } = withSegmentation(share, { rules, margins });
  expect(uncertainty).toMatchObject({ connectivity: [0.2, 0.4] });
  const [low, high] = uncertainty!['segmentation'] as [number, number];
  expect([low, high]).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.4, 12)]);
  expect(note).toMatch(/90 % of volumes like the 40 simulated ones/);
});

test('without margins: the span of the rules by its own name', () => {
  const { uncertainty, note } = withSegmentation({ ...share, note: 'as before' }, { rules, margins: null });
  expect(uncertainty).toEqual({ connectivity: [0.2, 0.4], 'segmentation-rules': [0.25, 0.41] });
  expect(note).toMatch(/^as before; segmentation rules: only what three probability thresholds span/);
});

test('other quantities, and shares that are not there, stay as they are', () => {
  expect(withSegmentation(share, null)).toBe(share);
  expect(withSegmentation(share, { rules: null, margins })).toBe(share);
  const volume = { ...share, metric: 'volume.volume' };
  expect(withSegmentation(volume, { rules, margins })).toBe(volume);
  const missing = { ...share, value: null };
  expect(withSegmentation(missing, { rules, margins })).toBe(missing);
});
