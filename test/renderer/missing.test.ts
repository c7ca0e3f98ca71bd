import { expect, test } from 'vitest';
import { splitMissing } from '../../renderer/ui/missing.js';

const quantity = (title: string, value: number | null, reason?: string) => ({
  metric: title,
  title,
  value,
  unit: '1' as const,
  estimator: 'e',
  ...(reason === undefined ? {} : { reason }),
});

test('numbers that are not there are gathered by their reason, the first one stays in its place', () => {
  const { shown, missing } = splitMissing([
    quantity('a', null, 'no face'),
    quantity('b', 0),
    quantity('c', null, 'no voxel size'),
    quantity('d', null, 'no face'),
    quantity('e', null, 'no voxel size'),
    quantity('f', null),
  ]);
  expect(shown.map(({ title }) => title)).toEqual(['a', 'b']);
  expect(missing).toEqual([
    { reason: 'no voxel size', titles: ['c', 'e'] },
    { reason: 'no face', titles: ['d'] },
    { reason: 'not defined here', titles: ['f'] },
  ]);
});
