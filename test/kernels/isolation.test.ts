import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { closeGaps } from '../../src/kernels/close-gaps.js';
import { deadFractionCurve, faceSeeds, isolationFromProbabilities, thresholdLevel } from '../../src/kernels/isolation-probabilities.js';
import { isolationStates, measureIsolation } from '../../src/kernels/isolation.js';
import { widestPath } from '../../src/kernels/widest-path.js';
import type { Shape3 } from '../../src/volume/index.js';
import { flood } from './flood-fill.js';

/** smooth-ish random field, so that paths of every width exist */
function randomField(shape: Shape3, seed: number): Uint8Array {
  const rng = createRng(seed);
  return Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, () => Math.floor(256 * Math.sqrt(rng.next())));
}

const seedList = (seeds: Uint8Array): number[] => [...seeds.keys()].filter((i) => seeds[i] !== 0);

describe('widest path', () => {
  test.each([6, 18, 26] as const)('%i neighbours: tau >= t is what a flood at threshold t reaches, for every t tried', (connectivity) => {
    const shape: Shape3 = [6, 7, 8];
    for (let round = 0; round < 6; round++) {
      const field = randomField(shape, round);
      const seeds = faceSeeds(shape, ['z-'], 0);
      const tau = widestPath(field, seeds, shape, connectivity);
      for (const t of [1, 40, 77, 128, 150, 179, 200, 230, 255]) {
        const reached = flood((i) => field[i]! >= t, seedList(seeds), shape, connectivity);
        expect([...tau.keys()].filter((i) => tau[i]! >= t)).toEqual([...reached].sort((a, b) => a - b));
      }
    }
  });

  test('a chain is as wide as its narrowest link', () => {
    expect([...widestPath(Uint8Array.from([200, 250, 90, 240]), Uint8Array.from([1, 0, 0, 0]), [1, 1, 4], 6)]).toEqual([200, 200, 90, 90]);
  });

  test('follows a path through collector material, and counts only lithium', () => {
    const lithium = Uint8Array.from([0, 0, 200, 100, 180]);
    const dense = Uint8Array.from([255, 255, 0, 0, 0]);
    const { lithium: all, dead, unknown } = deadFractionCurve(lithium, [1, 1, 5], 6, { collectorFaces: ['x-'], dense, flatAxis: null });
    // every voxel of this line lies on side faces, so what is not live is cut by the image edge
    expect([all[128], dead[128], unknown[128]]).toEqual([2, 0, 1]);
    expect([all[90], dead[90], unknown[90]]).toEqual([3, 0, 0]);
    // a halo of two reaches over the weak voxel above the body
    const weak = Uint8Array.from([0, 0, 20, 200, 0, 0]);
    const slab = Uint8Array.from([255, 255, 0, 0, 0, 0]);
    const at = (haloVoxels: number): number | undefined =>
      deadFractionCurve(weak, [1, 1, 6], 6, { collectorFaces: ['x-', 'x+'], dense: slab, haloVoxels, flatAxis: 0 }).unknown[128];
    expect([at(0), at(2)]).toEqual([1, 0]);
  });

  test('the curve over all thresholds equals labelling at each threshold', () => {
    const shape: Shape3 = [7, 8, 9];
    const field = randomField(shape, 5);
    const curve = deadFractionCurve(field, shape, 18, { collectorFaces: ['y+'], haloVoxels: 1 });
    for (const t of [30, 77, 128, 179, 220, 250]) {
      const labels = field.map((p) => (p >= t ? 1 : 0));
      const direct = measureIsolation(labels, shape, { collectorFaces: ['y+'], connectivity: 18, haloVoxels: 1 });
      expect([curve.lithium[t], curve.dead[t], curve.unknown[t]]).toEqual([
        direct.live + direct.dead + direct.unknown,
        direct.dead,
        direct.unknown,
      ]);
    }
  });
});

describe('isolation', () => {
  const line = (text: string): Uint8Array => Uint8Array.from(text, Number);

  test('live, dead and unknown along a line; the far face cuts', () => {
    expect([...isolationStates(line('1101101011'), [10, 1, 1], { collectorFaces: ['z-'] })].join('')).toBe('1103303033'); // the sides cut too
    const box = new Uint8Array(5 * 3 * 3);
    for (const [z, state] of [[0, 1], [2, 1], [4, 1]] as const) box[z * 9 + 4] = state; // prettier-ignore
    const states = isolationStates(box, [5, 3, 3], { collectorFaces: ['z-'] });
    expect([states[4], states[22], states[40]]).toEqual([1, 2, 3]);
  });

  test('the halo lets seeds reach through hidden layers, above a face and above a body', () => {
    const column = (text: string): Uint8Array => {
      const box = new Uint8Array(text.length * 9);
      for (let z = 0; z < text.length; z++) box[z * 9 + 4] = Number(text[z]);
      return box;
    };
    const live = (text: string, haloVoxels: number, collectorBodyLabel?: number): number =>
      measureIsolation(column(text), [text.length, 3, 3], { collectorFaces: ['z-'], haloVoxels, collectorBodyLabel }).live;
    expect([0, 1, 2, 3].map((halo) => live('00110', halo))).toEqual([0, 0, 2, 2]);
    expect([0, 1, 2, 3].map((halo) => live('5500110', halo, 5))).toEqual([0, 0, 2, 2]);
    expect(live('5511', 0, 5)).toBe(2);
  });

  test('a body that touches no collector face is no collector', () => {
    expect(measureIsolation(line('0511'), [4, 1, 1], { collectorFaces: ['z-'], collectorBodyLabel: 5 }).hasCollector).toBe(false);
  });

  test('with two collectors a bridge is a short circuit', () => {
    const bridge = measureIsolation(line('1111'), [4, 1, 1], { collectorFaces: ['z-', 'z+'] });
    expect([bridge.shortCircuit, ...bridge.liveByFace]).toEqual([true, 4, 4]);
    const open = measureIsolation(line('1011'), [4, 1, 1], { collectorFaces: ['z-', 'z+'] });
    expect([open.shortCircuit, ...open.liveByFace]).toEqual([false, 1, 2]);
  });

  test('gaps up to the given length are closed, longer ones and borders are not', () => {
    const closed = (gap: number): string => [...closeGaps(line('0100100010'), [1, 1, 10], gap)].join('');
    expect([0, 1, 2, 3].map(closed)).toEqual(['0100100010', '0100100010', '0111100010', '0111111110']);
  });

  test('more neighbours never give more dead lithium', () => {
    const rng = createRng(3);
    for (let round = 0; round < 20; round++) {
      const labels = Uint8Array.from({ length: 512 }, () => (rng.chance(0.3) ? 1 : 0));
      const live = ([6, 18, 26] as const).map(
        (connectivity) => measureIsolation(labels, [8, 8, 8], { collectorFaces: ['x-'], connectivity }).live,
      );
      expect(live[0]).toBeLessThanOrEqual(live[1]!);
      expect(live[1]).toBeLessThanOrEqual(live[2]!);
    }
  });
});

describe('isolation from probabilities', () => {
  test('a sure structure gives one number, a doubtful neck an interval', () => {
    const shape: Shape3 = [7, 3, 3];
    const field = new Uint8Array(63);
    for (const z of [0, 1, 2, 4, 5]) field[z * 9 + 4] = 255;
    field[3 * 9 + 4] = 255;
    const sure = isolationFromProbabilities(field, shape, { collectorFaces: ['z-'] });
    expect([sure.nominal, sure.interval]).toEqual([0, [0, 0]]);
    field[3 * 9 + 4] = 100; // 0.39: foreground for the generous rule only
    const doubtful = isolationFromProbabilities(field, shape, { collectorFaces: ['z-'] });
    expect([doubtful.nominal, doubtful.interval]).toEqual([0.4, [0, 0.4]]);
  });

  test('thresholds are the first level at or above', () => {
    expect([0.3, 0.5, 0.7, 1].map(thresholdLevel)).toEqual([77, 128, 179, 255]);
  });
});
