import { describe, expect, test } from 'vitest';
import { InvalidInputError, createRng } from '../../src/base/index.js';
import { boundaryF1, labelOverlap, labelPairs, matchBoundaries } from '../../src/kernels/index.js';
import { evaluateLabels } from '../../src/segmentation/evaluate.js';
import { labelVolume, NO_CALIBRATION } from '../../src/volume/index.js';
import type { LabelVolume, Shape3 } from '../../src/volume/index.js';

/** z y x volume of electrolyte with boxes of phases written into it */
function scene(shape: Shape3, ...boxes: readonly (readonly [phase: number, z: number, y: number, x: number, size: Shape3])[]): LabelVolume {
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]).fill(3);
  for (const [phase, z0, y0, x0, size] of boxes)
    for (let z = z0; z < z0 + size[0]; z++)
      for (let y = y0; y < y0 + size[1]; y++) for (let x = x0; x < x0 + size[2]; x++) data[(z * shape[1] + y) * shape[2] + x] = phase;
  return labelVolume(data, shape, NO_CALIBRATION, 'test');
}

function noise(shape: Shape3, seed: number): LabelVolume {
  const rng = createRng(seed);
  return labelVolume(
    Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, () => 1 + rng.int(5)),
    shape,
    NO_CALIBRATION,
    'noise',
  );
}

const SHAPE: Shape3 = [12, 14, 16];

describe('agreement with a truth', () => {
  test('a cube moved by one voxel: closed form', () => {
    const truth = scene(SHAPE, [1, 3, 3, 3, [6, 6, 6]]);
    const moved = scene(SHAPE, [1, 3, 3, 4, [6, 6, 6]]);
    const { phases } = evaluateLabels({ labels: moved, truth, collectorFaces: [] });
    expect(phases['1']).toEqual({
      dice: 180 / 216,
      iou: 180 / 252,
      boundaryF1: 1,
      volumeBias: 0,
      surfaceError: 0,
      clDice: expect.any(Number),
    });
  });

  test('a cube moved by three voxels: the outlines that run along the motion still match', () => {
    const truth = scene(SHAPE, [1, 3, 3, 3, [6, 6, 6]]);
    const moved = scene(SHAPE, [1, 3, 3, 6, [6, 6, 6]]);
    // boundary: 6^3 - 4^3 = 152 voxels. Of the moved cube, layers x = 6..8 lie in the truth, x = 9 beside it:
    // ring of 20 at each of x = 6, 7, 8, 9; of the 4x4 core of the face x = 6 the 12 voxels beside the walls of the truth
    const match = matchBoundaries(moved.data, truth.data, SHAPE, 1);
    expect(match).toEqual({ measured: 152, measuredMatched: 92, truth: 152, truthMatched: 92 });
    expect(boundaryF1(match)).toBeCloseTo(92 / 152, 12);
  });

  test('volume bias is relative to the truth', () => {
    const truth = scene(SHAPE, [2, 2, 2, 2, [4, 4, 4]]);
    const larger = scene(SHAPE, [2, 2, 2, 2, [4, 4, 6]]);
    expect(evaluateLabels({ labels: larger, truth, collectorFaces: [] }).phases['2']?.volumeBias).toBeCloseTo(0.5, 12);
  });

  test('a phase in neither volume is null with a reason, one only in the labels scores zero', () => {
    const truth = scene(SHAPE);
    const { phases } = evaluateLabels({ labels: scene(SHAPE, [4, 0, 0, 0, [2, 2, 2]]), truth, collectorFaces: [] });
    expect(phases['1']).toMatchObject({ dice: null, iou: null, boundaryF1: null, volumeBias: null });
    expect(phases['1']?.reason).toContain('in either volume');
    expect(phases['4']).toMatchObject({ dice: 0, iou: 0, boundaryF1: 0, volumeBias: null });
    expect(phases['4']?.reason).toContain('the truth holds no voxel');
    expect(Object.keys(phases)).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  test('a phase that fills both volumes has no boundary', () => {
    const { phases } = evaluateLabels({ labels: scene(SHAPE), truth: scene(SHAPE), collectorFaces: [] });
    expect(phases['3']).toMatchObject({ dice: 1, iou: 1, boundaryF1: null, volumeBias: 0 });
  });

  test('against itself everything agrees; dice is symmetric; iou = dice / (2 - dice)', () => {
    const a = noise(SHAPE, 1);
    const b = noise(SHAPE, 2);
    for (const score of Object.values(evaluateLabels({ labels: a, truth: a, collectorFaces: [] }).phases))
      if (score.dice !== null) expect(score).toMatchObject({ dice: 1, iou: 1, boundaryF1: 1, volumeBias: 0, surfaceError: 0 });
    const forward = evaluateLabels({ labels: a, truth: b, collectorFaces: [] }).phases;
    const backward = evaluateLabels({ labels: b, truth: a, collectorFaces: [] }).phases;
    for (const id of ['1', '2', '3', '4', '5']) {
      const dice = forward[id]?.dice ?? 0;
      expect(dice).toBe(backward[id]?.dice);
      expect(forward[id]?.boundaryF1).toBeCloseTo(backward[id]?.boundaryF1 ?? 0, 12);
      expect(forward[id]?.iou).toBeCloseTo(dice / (2 - dice), 12);
    }
  });

  test('counts and boundaries equal a slow oracle', () => {
    const a = noise([5, 6, 7], 3);
    const b = noise([5, 6, 7], 4);
    const at = (volume: LabelVolume, z: number, y: number, x: number): number =>
      z < 0 || y < 0 || x < 0 || z > 4 || y > 5 || x > 6 ? -1 : volume.data[(z * 6 + y) * 7 + x]!;
    const steps = [[0, 0, 0], [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]] as const; // prettier-ignore
    const edge = (volume: LabelVolume, z: number, y: number, x: number): boolean =>
      at(volume, z, y, x) === 2 &&
      steps.some(([i, j, k]) => {
        const value = at(volume, z + i, y + j, x + k);
        return value !== -1 && value !== 2;
      });
    let measured = 0;
    let matched = 0;
    let both = 0;
    for (let z = 0; z < 5; z++)
      for (let y = 0; y < 6; y++)
        for (let x = 0; x < 7; x++) {
          if (at(a, z, y, x) === 2 && at(b, z, y, x) === 2) both++;
          if (!edge(a, z, y, x)) continue;
          measured++;
          if (steps.some(([i, j, k]) => edge(b, z + i, y + j, x + k))) matched++;
        }
    expect(matchBoundaries(a.data, b.data, a.shape, 2)).toMatchObject({ measured, measuredMatched: matched });
    expect(labelOverlap(labelPairs(a.data, b.data), 2).both).toBe(both);
  });

  test('volumes of different shapes are refused', () => {
    expect(() => evaluateLabels({ labels: scene([2, 3, 4]), truth: scene([2, 4, 3]), collectorFaces: [] })).toThrow(InvalidInputError);
    expect(() =>
      evaluateLabels({
        labels: scene([2, 3, 4]),
        truth: scene([2, 3, 4]),
        probabilities: new Map([[1, new Uint8Array(3)]]),
        collectorFaces: [],
      }),
    ).toThrow(/3 voxels and the labels 24/);
  });
});

describe('dead share', () => {
  // collector slab, a pillar on it and a free cube; in the labels the pillar is broken, so that its top counts as dead
  const truth = scene(SHAPE, [5, 0, 0, 0, [12, 2, 16]], [1, 5, 2, 5, [2, 8, 2]], [1, 2, 8, 10, [2, 2, 2]]);
  const broken = scene(SHAPE, [5, 0, 0, 0, [12, 2, 16]], [1, 5, 2, 5, [2, 8, 2]], [3, 5, 6, 5, [2, 1, 2]], [1, 2, 8, 10, [2, 2, 2]]);

  test('measured and true share of a broken pillar', () => {
    const { deadFraction, connectivity } = evaluateLabels({ labels: broken, truth, collectorFaces: ['y-'] });
    expect(connectivity).toBe(18);
    expect(deadFraction.truth).toBeCloseTo(8 / 40, 12);
    expect(deadFraction.measured).toBeCloseTo(20 / 36, 12);
    expect(deadFraction.interval?.[0]).toBeCloseTo(20 / 36, 12);
  });

  test('pieces joined by an edge only: the neighbourhoods span the interval', () => {
    const bent = scene(SHAPE, [1, 5, 0, 5, [2, 4, 2]], [1, 5, 4, 7, [2, 4, 2]]);
    const { deadFraction } = evaluateLabels({ labels: bent, truth: bent, collectorFaces: ['y-'] });
    expect(deadFraction).toMatchObject({ measured: 0, truth: 0, interval: [0, 0.5] });
  });

  test('probabilities set the interval', () => {
    const lithium = Uint8Array.from(truth.data, (label) => (label === 1 ? 250 : 0));
    for (let i = 0; i < broken.data.length; i++) if (truth.data[i] === 1 && broken.data[i] === 3) lithium[i] = 100; // a doubtful neck
    const { deadFraction } = evaluateLabels({
      labels: broken,
      truth,
      probabilities: new Map([[1, lithium]]),
      collectorFaces: ['y-'],
      haloVoxels: 2,
    });
    expect(deadFraction.interval?.[0]).toBeCloseTo(8 / 40, 12);
    expect(deadFraction.interval?.[1]).toBeCloseTo(20 / 36, 12);
  });

  test('no collector, no lithium: null with a reason', () => {
    expect(evaluateLabels({ labels: truth, truth, collectorFaces: [] }).deadFraction).toMatchObject({
      measured: null,
      truth: null,
      interval: null,
    });
    const none = evaluateLabels({ labels: scene(SHAPE), truth, collectorFaces: ['y-'] }).deadFraction;
    expect(none).toMatchObject({ measured: null, interval: null, reason: 'the labels hold no lithium' });
    expect(none.truth).toBeCloseTo(0.2, 12);
  });
});
