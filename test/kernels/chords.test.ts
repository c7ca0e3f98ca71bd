import { describe, expect, test } from 'vitest';
import { chordMerger, linealPath, runMoments, runsOf, slabChords } from '../../src/kernels/index.js';
import type { LineRuns } from '../../src/kernels/index.js';
import type { Shape3 } from '../../src/volume/index.js';
import { runLengths } from './oracles/chords.js';
import { maskOf, noise } from './shapes.js';

/** runs along z y x, the volume cut into slabs of so many planes */
function chords(data: Uint8Array, shape: Shape3, planes: number): readonly [LineRuns, LineRuns, LineRuns] {
  const merger = chordMerger(shape);
  const plane = shape[1] * shape[2];
  for (let z = 0; z < shape[0]; z += planes)
    merger.add(slabChords(data.subarray(z * plane, Math.min(shape[0], z + planes) * plane), 1, shape[1], shape[2]));
  return merger.finish();
}

const SHAPES: readonly Shape3[] = [
  [6, 7, 9], [1, 1, 1], [1, 5, 64], [9, 1, 65], [300, 2, 3], [4, 3, 128], [3, 70, 63], [17, 5, 200], [2, 1, 1],
]; // prettier-ignore

describe('runs along the three axes in one pass', () => {
  test.each(SHAPES)('equals the voxel by voxel definition, %i x %i x %i', (...shape) => {
    for (const fill of [0, 0.1, 0.5, 0.95, 1]) {
      const mask = noise(shape, fill, shape[0] * 7 + shape[2]);
      if (fill === 1) mask.fill(1);
      for (const planes of [1, 3, 1000]) {
        const runs = chords(mask, shape, planes);
        for (const axis of [0, 1, 2] as const)
          for (const periodic of [false, true])
            expect(runsOf(runs[axis], periodic), `fill ${fill} axis ${axis} slabs of ${planes} periodic ${periodic}`).toEqual(
              runLengths(mask, 1, shape, axis, periodic),
            );
      }
    }
  });

  test('a laminate has one length', () => {
    const shape: Shape3 = [3, 4, 24];
    const [, , x] = chords(
      maskOf(shape, (_z, _y, i) => i % 8 >= 3 && i % 8 < 6),
      shape,
      2,
    );
    expect(runMoments(x.inner)).toEqual({ count: 36, mean: 3, variance: 0 });
    expect(linealPath(x, shape, 2, 1)).toBeCloseTo((2 * 3) / 23, 14);
  });

  test('nothing of the phase: no runs', () => {
    const runs = chords(new Uint8Array(24), [2, 3, 4], 1);
    for (const { inner, cut, joined } of runs) expect([...inner, ...cut, ...joined].every((count) => count === 0)).toBe(true);
  });
});
