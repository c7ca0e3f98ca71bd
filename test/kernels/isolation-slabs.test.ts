import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import type { Rng } from '../../src/base/index.js';
import { addBody, bodyPart, finishBody, startBody } from '../../src/kernels/collector-body.js';
import { addIsolation, finishIsolation, isolationPart, startIsolation } from '../../src/kernels/isolation-slabs.js';
import type { CollectorPlanes, IsolationPath, IsolationTotals } from '../../src/kernels/isolation-slabs.js';
import { lastLayerWith } from '../../src/kernels/height-map.js';
import { measureIsolation } from '../../src/kernels/isolation.js';
import { FACES } from '../../src/volume/index.js';
import type { Shape3 } from '../../src/volume/index.js';

type Cuts = readonly (readonly [first: number, end: number])[];

/** slabs of random thickness */
function randomCuts(nz: number, rng: Rng): Cuts {
  const cuts: [number, number][] = [];
  for (let first = 0; first < nz; first = cuts.at(-1)![1]) cuts.push([first, Math.min(nz, first + 1 + rng.int(4))]);
  return cuts;
}

function bodyOf(labels: Uint8Array, shape: Shape3, cuts: Cuts, path: IsolationPath, label: number) {
  const merge = startBody(path.connectivity);
  const plane = shape[1] * shape[2];
  for (const [first, end] of cuts)
    addBody(merge, bodyPart(labels.subarray(first * plane, end * plane), first, shape, label, path.connectivity));
  return finishBody(merge, path.collectorFaces);
}

function bySlabs(labels: Uint8Array, shape: Shape3, cuts: Cuts, path: IsolationPath, label?: number, flatAxis: number | null = null) {
  const plane = shape[1] * shape[2];
  const body = label === undefined ? undefined : bodyOf(labels, shape, cuts, path, label);
  const merge = startIsolation(path.connectivity);
  for (const [first, end] of cuts) {
    const low = Math.max(0, first - path.gapVoxels);
    const data = labels.subarray(low * plane, Math.min(shape[0], end + path.gapVoxels) * plane);
    const from = Math.max(0, first - path.haloVoxels - 1);
    const near: CollectorPlanes | undefined =
      body === undefined ? undefined : { first: from, planes: body?.slice(from, end + path.haloVoxels + 1) ?? [] };
    addIsolation(merge, isolationPart({ data, first: low }, [first, end], shape, path, near));
  }
  return { ...finishIsolation(merge, path.collectorFaces, flatAxis), hasCollector: body !== null };
}

/** the same from a state per voxel */
function byVoxels(labels: Uint8Array, shape: Shape3, path: IsolationPath, collectorBodyLabel?: number, flatAxis: 0 | 1 | 2 | null = null) {
  const { states, ...counts } = measureIsolation(labels, shape, { ...path, collectorBodyLabel, flatAxis });
  return { ...counts, liveLayers: lastLayerWith(states, shape, 1, path.collectorFaces[0]!) };
}

const without = <T extends IsolationTotals>({ pieces, ...rest }: T): Omit<T, 'pieces'> => (expect(pieces).toBeGreaterThanOrEqual(0), rest);

/** labels 0, 1 and 5 in random boxes, so that there are pieces, islands of collector material, contacts and gaps */
function scene(shape: Shape3, rng: Rng): Uint8Array {
  const labels = new Uint8Array(shape[0] * shape[1] * shape[2]);
  for (let k = 0; k < 10; k++) {
    const value = [1, 1, 5, 0][rng.int(4)]!;
    const start = shape.map((n) => rng.int(n));
    const end = shape.map((n, axis) => Math.min(n, start[axis]! + 1 + rng.int(6)));
    for (let z = start[0]!; z < end[0]!; z++)
      for (let y = start[1]!; y < end[1]!; y++) for (let x = start[2]!; x < end[2]!; x++) labels[(z * shape[1] + y) * shape[2] + x] = value;
  }
  for (let k = 0; k < 12; k++) labels[rng.int(labels.length)] = rng.chance(0.7) ? 1 : 5;
  return labels;
}

describe('isolation by slabs', () => {
  test.each([6, 18, 26] as const)('%i neighbours: equals the isolation of every voxel, for any cuts', (connectivity) => {
    const rng = createRng(connectivity);
    for (let round = 0; round < 150; round++) {
      const shape: Shape3 = [1 + rng.int(14), 1 + rng.int(9), rng.chance(0.2) ? 60 + rng.int(20) : 1 + rng.int(12)];
      const labels = scene(shape, rng);
      const faces = FACES.filter(() => rng.chance(0.3));
      const path: IsolationPath = {
        phase: 1,
        connectivity,
        conductiveLabels: rng.chance(0.3) ? [1, 5] : [1],
        gapVoxels: rng.chance(0.4) ? 1 + rng.int(3) : 0,
        haloVoxels: rng.chance(0.4) ? 1 + rng.int(3) : 0,
        collectorFaces: faces.length > 0 ? faces : ['z-'],
      };
      const label = rng.chance(0.5) ? 5 : undefined;
      const flatAxis = [null, 0, 1, 2][rng.int(4)] as 0 | 1 | 2 | null;
      const expected = byVoxels(labels, shape, path, label, flatAxis);
      expect(without(bySlabs(labels, shape, [[0, shape[0]]], path, label, flatAxis)), 'one slab').toEqual(expected);
      expect(without(bySlabs(labels, shape, randomCuts(shape[0], rng), path, label, flatAxis)), 'slabs').toEqual(expected);
    }
  });

  test('a gap along z that lies over a cut is closed, and one plane further it is not', () => {
    const labels = Uint8Array.from([1, 0, 0, 1]);
    const path: IsolationPath = { phase: 1, connectivity: 6, conductiveLabels: [], gapVoxels: 2, haloVoxels: 0, collectorFaces: ['z-'] };
    const pieces = (gapVoxels: number): number => bySlabs(labels, [4, 1, 1], [[0, 2], [2, 4]], { ...path, gapVoxels }).pieces; // prettier-ignore
    expect([pieces(0), pieces(1), pieces(2), pieces(9)]).toEqual([2, 2, 1, 1]);
  });

  test('no phase, only phase', () => {
    const path: IsolationPath = { phase: 1, connectivity: 18, conductiveLabels: [], gapVoxels: 0, haloVoxels: 0, collectorFaces: ['y+'] };
    const shape: Shape3 = [3, 4, 5];
    const cuts: Cuts = [[0, 1], [1, 3]]; // prettier-ignore
    expect(bySlabs(new Uint8Array(60), shape, cuts, path)).toMatchObject({ pieces: 0, live: 0, dead: 0, unknown: 0, liveLayers: 0 });
    expect(bySlabs(new Uint8Array(60).fill(1), shape, cuts, path)).toMatchObject({ pieces: 1, live: 60, liveByFace: [60], liveLayers: 4 });
  });
});
