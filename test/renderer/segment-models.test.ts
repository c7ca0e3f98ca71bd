import { describe, expect, test } from 'vitest';
import { curveOf, depthOfStack, priorOf, rangesOf, UNLIKELY, weightAt } from '../../renderer/panels/segment/depth-model.js';
import { knownBefore } from '../../renderer/panels/segment/known-before.js';
import { modelCard, suggestedFirst } from '../../renderer/panels/segment/segment-model.js';
import { learntText, whatIsMissing } from '../../renderer/panels/segment/strokes-model.js';
import { isMapped } from '../../renderer/panels/segment/use-own-models.js';
import type { ScribbleState } from '../../src/contract/index.js';
import { studyState } from './study-fixture.js';

const card = (voxel: [number, number]) => modelCard({ id: 'm', title: 'M', trainedOn: { modality: 'fib', voxel_nm: voxel } });

describe('depth ranges', () => {
  test('a range is flat inside, and falls to unlikely within the soft edge', () => {
    const points = curveOf({ phase: 1, from: 10, to: 40, soft: 5 });
    expect([0, 5, 7.5, 10, 25, 40, 42.5, 45, 90].map((at) => Number(weightAt(points, at).toFixed(9)))).toEqual([
      UNLIKELY,
      UNLIKELY,
      (1 + UNLIKELY) / 2,
      1,
      1,
      1,
      (1 + UNLIKELY) / 2,
      UNLIKELY,
      UNLIKELY,
    ]);
  });

  test('a range from the collector has no lower edge', () => expect(curveOf({ phase: 1, from: 0, to: 40, soft: 5 })[0]).toEqual([40, 1]));

  test('distances ascend, also for an edge without width and a range turned round', () => {
    for (const range of [
      { phase: 1, from: 10, to: 10, soft: 0 },
      { phase: 1, from: 20, to: 10, soft: 0 },
    ]) {
      const at = curveOf(range).map(([distance]) => distance);
      expect(at.every((value, i) => i === 0 || value > at[i - 1]!)).toBe(true);
    }
  });

  test('what was stored comes back, in any unit; a curve of another kind is left alone', () => {
    const ranges = [
      { phase: 1, from: 0, to: 40, soft: 5 },
      { phase: 2, from: 10, to: 60, soft: 2 },
    ];
    expect(rangesOf(priorOf(ranges))).toEqual(ranges);
    const nm = priorOf(ranges)!.curves.map((curve) => ({
      ...curve,
      points: curve.points.map(([d, w]): [number, number] => [1000 * d, w]),
    }));
    expect(rangesOf({ unit: 'nm', curves: nm })).toEqual(ranges);
    expect(rangesOf({ unit: 'um', curves: [{ phase: 1, points: [[0, 0.3]] }] })).toBeNull();
    expect(rangesOf(null)).toEqual([]);
    expect(priorOf([])).toBeNull();
  });

  test('the stack reaches along the axis of its collector', () => {
    expect(depthOfStack([10, 20, 30], [1e-6, 2e-6, 3e-6], ['y-'])).toBeCloseTo(40);
    expect(depthOfStack([10, 20, 30], null, ['y-'])).toBeNull();
    expect(depthOfStack([10, 20, 30], [1, 1, 1], null)).toBeNull();
  });
});

describe('before the run', () => {
  const study = studyState({ setup: { voxel: { value: [65, 65, 65], unit: 'nm', source: 'test' }, collector: ['y-'], cell: null } });

  test('a stack like the training data passes', () => expect(knownBefore(card([50, 80]), study).level).toBe('ok'));

  test.each([
    [[70, 200], 'warn'],
    [[140, 200], 'bad'],
    [[10, 30], 'bad'],
  ] as const)('voxels of 65 nm against %j are a %s', (range, level) => {
    const found = knownBefore(card([...range]), study);
    expect(found.level).toBe(level);
    expect(found.reasons[0]).toContain('65 nm');
  });

  test('what is not known is said', () => {
    const unknown = studyState({ setup: { voxel: null, collector: null, cell: null } });
    expect(knownBefore(card([50, 80]), unknown).reasons).toHaveLength(2);
  });
});

test('the suggested model comes first', () => {
  const models = ['a', 'b', 'c'].map((id) => modelCard({ id, title: id }));
  expect(suggestedFirst(models, 'c').map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  expect(modelCard({ id: 'x', title: 'x', modality: 'xct' }).modality).toBe('X-ray tomography');
});

test('a foreign model can run once every channel means something', () => {
  expect(isMapped(['a', 'b'], { a: 1 })).toBe(false);
  expect(isMapped(['a', 'b'], { a: 1, b: 0 })).toBe(true);
  expect(isMapped([], {})).toBe(false);
});

describe('strokes', () => {
  const state = (voxels: Record<string, number>): ScribbleState => ({ version: 'v', voxels, edits: studyState().edits, classifier: null });

  test('one class is not enough, and the sentence names it', () => {
    expect(whatIsMissing(state({}))).toContain('Nothing is painted');
    expect(whatIsMissing(state({ 2: 10 }))).toContain('sei');
    expect(whatIsMissing(state({ 1: 5, 2: 10 }))).toBeNull();
  });

  test('a classifier from a file needs no strokes', () => {
    const learnt = { strokes: 4, voxels: {}, trainSeconds: 0, trainingAccuracy: 0.956, features: [], model: null };
    const fromFile = { ...state({}), classifier: { ...learnt, version: 'file', stale: false } };
    expect(whatIsMissing(fromFile)).toBeNull();
    expect(learntText(fromFile)).toBe('From a file: 4 strokes, right on 96 % of strokes it did not see.');
  });
});
