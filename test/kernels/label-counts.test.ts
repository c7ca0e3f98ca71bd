import { expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { countLabels, mergeLabelCounts } from '../../src/kernels/label-counts.js';

test('counts of slabs merge to the counts of the whole, wherever it is cut', () => {
  const rng = createRng(4);
  const labels = Uint8Array.from({ length: 1000 }, () => rng.int(256));
  const whole = countLabels(labels);
  for (const cut of [0, 1, 333, 999, 1000])
    expect(mergeLabelCounts([countLabels(labels, 0, cut), countLabels(labels, cut)])).toEqual(whole);
  expect(whole.reduce((a, b) => a + b)).toBe(1000);
});
