import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { addPart, finishMerge, startMerge } from '../../src/kernels/component-merge.js';
import { cutSlab, measureSlab, planeRuns, writeSlab } from '../../src/kernels/component-runs.js';
import { facesOfBoxes, mergeRecords } from '../../src/kernels/component-stats.js';
import type { ComponentStats } from '../../src/kernels/component-stats.js';
import { foregroundTable, measureComponents } from '../../src/kernels/components.js';
import { touchesFaces } from '../../src/kernels/face-voxels.js';
import type { Shape3 } from '../../src/volume/index.js';
import { labelsByRows } from './oracles/components.js';
import { statsByVoxels } from './oracles/component-stats.js';
import { noise } from './shapes.js';

function expectSame(found: ComponentStats, slow: ComponentStats): void {
  expect(found.voxels).toEqual(slow.voxels);
  expect(found.box).toEqual(slow.box);
  expect(found.first).toEqual(slow.first);
  found.centroid.forEach((value, i) => expect(value).toBeCloseTo(slow.centroid[i]!, 10));
  found.covariance.forEach((value, i) => expect(value).toBeCloseTo(slow.covariance[i]!, 8));
}

const SHAPES: Shape3[] = [[7, 8, 9], [4, 3, 70], [1, 12, 11], [13, 1, 1], [1, 1, 1], [5, 6, 129]]; // prettier-ignore

describe('statistics of components', () => {
  test.each(SHAPES)('shape %i x %i x %i: as from the labels, voxel by voxel', (...shape) => {
    for (const connectivity of [6, 18, 26] as const)
      for (const fill of [0, 0.15, 0.5, 1]) {
        const mask = noise(shape, fill, 7);
        const { labels, count, stats } = measureComponents(mask, shape, connectivity);
        expectSame(stats, statsByVoxels(labels, count, shape));
        expect(facesOfBoxes(stats, shape).subarray(1)).toEqual(touchesFaces(labels, count, shape).subarray(1));
      }
  });

  test('slabs of any thickness give the labels and the numbers of the whole', () => {
    const rng = createRng(9);
    for (let round = 0; round < 60; round++) {
      const shape: Shape3 = [2 + rng.int(12), 1 + rng.int(10), 1 + rng.int(rng.chance(0.2) ? 90 : 9)];
      const connectivity = ([6, 18, 26] as const)[rng.int(3)]!;
      const mask = noise(shape, rng.uniform(0.1, 0.7), round);
      const plane = shape[1] * shape[2];
      const merge = startMerge(connectivity);
      const slabs = [];
      for (let first = 0, end = 0; first < shape[0]; first = end) {
        end = Math.min(shape[0], first + 1 + rng.int(5));
        const slab = cutSlab(mask.subarray(first * plane, end * plane), [end - first, shape[1], shape[2]], connectivity, foregroundTable());
        const records = measureSlab(slab, first);
        addPart(merge, { components: slab.components, first: planeRuns(slab, 0), last: planeRuns(slab, end - first - 1) });
        slabs.push({ slab, records, first });
      }
      const merged = finishMerge(merge);
      const labels = new Uint32Array(mask.length);
      slabs.forEach(({ slab, first }, k) => writeSlab(slab, merged.labels[k]!, labels.subarray(first * plane)));
      const whole = labelsByRows(mask, shape, connectivity);
      expect(merged.count).toBe(whole.count);
      expect(labels).toEqual(whole.labels);
      expectSame(mergeRecords(merged, slabs.map(({ records }) => records)), statsByVoxels(labels, merged.count, shape)); // prettier-ignore
    }
  });

  test('a box has the second moments of its formula', () => {
    const shape: Shape3 = [12, 14, 80];
    const mask = new Uint8Array(12 * 14 * 80);
    for (let z = 2; z < 8; z++) for (let y = 3; y < 12; y++) for (let x = 5; x < 75; x++) mask[(z * 14 + y) * 80 + x] = 1;
    const { covariance, centroid, voxels } = measureComponents(mask, shape, 6).stats;
    const variance = (n: number): number => (n * n - 1) / 12;
    expect(voxels[1]).toBe(6 * 9 * 70);
    expect(Array.from(centroid.subarray(3, 6))).toEqual([5, 7.5, 40]);
    [variance(6), variance(9), variance(70), 0, 0, 0].forEach((value, p) => expect(covariance[6 + p]).toBeCloseTo(value, 8));
  });
});
