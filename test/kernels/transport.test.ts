/** Transport solver: closed forms, an independent slow solver, percolation against a flood, and degenerate boxes. */
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import {
  countBits,
  evenSides,
  packPhase,
  kernelMemory,
  planTransport,
  prepareTransport,
  reachedFrom,
  solveTransport,
  transportOrder,
} from '../../src/kernels/index.js';
import type { Axis, PhaseBits, TransportMode, TransportSolution, TransportTask } from '../../src/kernels/index.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { flood } from './flood-fill.js';
import { oracleDiffusivity } from './oracles/transport.js';

const TIGHT = { energy: 1e-9, flux: 1e-4, residual: 1e-4, iterations: 500 };

function randomPhase(shape: Shape3, share: number, seed: number): Uint8Array {
  const rng = createRng(seed);
  return Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, () => (rng.chance(share) ? 1 : 0));
}

/** runs of voxels along random axes: thin, winding, with dead ends */
function randomWalks(shape: Shape3, share: number, seed: number): Uint8Array {
  const rng = createRng(seed);
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
  const strides = [shape[1] * shape[2], shape[2], 1];
  for (let filled = 0; filled < share * data.length;) {
    const at = shape.map((n) => rng.int(n));
    const axis = rng.int(3);
    for (let k = 0; k < 9 && at[axis]! < shape[axis]!; k++, at[axis]!++) {
      const i = at[0]! * strides[0]! + at[1]! * strides[1]! + at[2]!;
      filled += 1 - data[i]!;
      data[i] = 1;
    }
  }
  return data;
}

function through(labels: Uint8Array, shape: Shape3, spacing: Vec3, axis: Axis, periodic = false): PhaseBits {
  const packed = packPhase(labels, shape, 1, transportOrder(axis, spacing));
  const other = reachedFrom(packed, 'last', 6, periodic);
  return { ...packed, words: reachedFrom(packed, 'first', 6, periodic).map((word, i) => word & other[i]!) };
}

function taskOf(phase: PhaseBits, spacing: Vec3, periodic = false, mode: TransportMode = 'through'): TransportTask {
  const steps = phase.order.map((axis) => spacing[axis]) as unknown as Vec3;
  const plan = planTransport(phase.shape, phase.rowWords, steps, periodic, 1);
  return prepareTransport(kernelMemory(plan.bytes), plan, phase, mode);
}

function solve(phase: PhaseBits, spacing: Vec3, periodic = false, mode: TransportMode = 'through'): TransportSolution & { box: number } {
  const even = periodic ? evenSides(phase) : phase;
  const solution = solveTransport(taskOf(even, spacing, periodic, mode), TIGHT, false);
  return { ...solution, box: even.shape[0] * even.shape[1] * even.shape[2] };
}

function diffusivity(labels: Uint8Array, shape: Shape3, spacing: Vec3 = [1, 1, 1], axis: Axis = 0, periodic = false): number {
  const phase = through(labels, shape, spacing, axis, periodic);
  if (countBits(phase.words) === 0) return 0;
  const { energy, converged, box } = solve(phase, spacing, periodic);
  expect(converged).toBe(true);
  return energy / box;
}

describe('reached voxels are those of a flood', () => {
  test.each([
    [[7, 9, 40], 0.35, 6],
    [[9, 8, 70], 0.3, 18],
    [[6, 33, 65], 0.22, 26],
    [[1, 12, 33], 0.6, 6],
    [[5, 1, 64], 0.7, 6],
    [[12, 10, 1], 0.7, 26],
  ] as const)('box %j, share %d, %d neighbours', (shape, share, connectivity) => {
    const labels = randomPhase(shape, share, 3);
    for (const axis of [0, 1, 2] as const)
      for (const end of ['first', 'last'] as const) {
        const packed = packPhase(labels, shape, 1, transportOrder(axis, [1, 1, 1]));
        const layer = end === 'first' ? 0 : shape[axis] - 1;
        const strides = [shape[1] * shape[2], shape[2], 1];
        const seeds = [...labels.keys()].filter((i) => Math.floor(i / strides[axis]!) % shape[axis] === layer);
        const expected = flood((i) => labels[i] === 1, seeds, shape, connectivity).size;
        expect(countBits(packed.words)).toBe(labels.reduce((sum, v) => sum + v, 0));
        expect(countBits(reachedFrom(packed, end, connectivity, false))).toBe(expected);
      }
  });

  test('a periodic box joins opposite sides, also along rows', () => {
    // along z in two columns that meet only around the box
    const shape: Shape3 = [4, 3, 40];
    const labels = new Uint8Array(4 * 3 * 40);
    for (let z = 0; z < 4; z++) labels[z * 120 + (z < 2 ? 0 : 39)] = 1;
    labels[2 * 120] = 1;
    const packed = packPhase(labels, shape, 1, [0, 1, 2]);
    expect(countBits(reachedFrom(packed, 'first', 6, false))).toBe(3);
    expect(countBits(reachedFrom(packed, 'first', 6, true))).toBe(5);
  });
});

describe('closed forms', () => {
  test.each([
    [[1, 1, 1], 0],
    [[9, 1, 1], 0],
    [[5, 6, 7], 0],
    [[5, 6, 7], 1],
    [[70, 3, 66], 2],
  ] as const)('a full box %j conducts like the open phase along axis %d', (shape, axis) => {
    const labels = new Uint8Array(shape[0] * shape[1] * shape[2]).fill(1);
    expect(diffusivity(labels, shape, [1, 1, 1], axis)).toBeCloseTo(1, 12);
    expect(diffusivity(labels, shape, [3, 1, 0.5], axis)).toBeCloseTo(1, 12);
  });

  test('straight channels of any section: the share of the section, dead ends for nothing', () => {
    const shape: Shape3 = [11, 8, 9];
    const labels = new Uint8Array(11 * 72);
    for (let z = 0; z < 11; z++) for (const i of [0, 1, 10, 40, 41, 50]) labels[z * 72 + i] = 1;
    expect(diffusivity(labels, shape)).toBeCloseTo(6 / 72, 12);
    for (const k of [54, 55, 56, 57]) labels[5 * 72 + k] = 1;
    labels[5 * 72 + 49] = 1;
    expect(diffusivity(labels, shape)).toBeCloseTo(6 / 72, 6);
  });

  test('one winding line is a chain of resistors', () => {
    // up, aside, up: 8 layers, 3 voxels aside; 1 / conductance = 8 steps up and 3 aside
    const shape: Shape3 = [8, 1, 5];
    const labels = new Uint8Array(40);
    for (let z = 0; z < 8; z++) labels[z * 5 + (z < 4 ? 1 : 4)] = 1;
    labels.fill(1, 3 * 5 + 1, 3 * 5 + 5);
    for (const spacing of [
      [1, 1, 1],
      [2, 1, 1],
      [1, 1, 10],
    ] as const) {
      // diffusivity = (length / section) / resistance, in units of the voxel
      const [h, , w] = spacing;
      const resistance = (8 * h) / w + (3 * w) / h;
      expect(diffusivity(labels, shape, spacing)).toBeCloseTo((8 * h) / (5 * w) / resistance, 6);
    }
  });
});

describe('an independent solver on the voxel graph', () => {
  test.each([
    [[13, 12, 11], [1, 1, 1], 0, false],
    [[12, 15, 10], [1, 1, 1], 1, false],
    [[9, 14, 17], [1, 1, 1], 2, false],
    [[12, 10, 14], [3, 1, 1], 0, false],
    [[12, 10, 14], [1, 1, 10], 0, false],
    [[10, 11, 12], [1, 2, 0.7], 2, false],
    [[10, 12, 14], [1, 1, 1], 0, true],
    [[10, 11, 13], [1, 1, 1], 0, true],
    [[11, 9, 13], [1, 2, 0.5], 1, true],
    [[16, 1, 21], [1, 1, 1], 0, false],
    [[33, 34, 5], [1, 1, 1], 0, true],
  ] as const)('box %j, spacing %j, axis %d, periodic %s', (shape, spacing, axis, periodic) => {
    for (const labels of [randomPhase(shape, 0.6, 5), randomWalks(shape, 0.35, 6)]) {
      const expected = oracleDiffusivity(labels, shape, spacing, axis, periodic);
      const found = diffusivity(labels, shape, spacing, axis, periodic);
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-5 * expected + 1e-12);
    }
  });

  test('stops with the error it states, from above, with both criteria met', () => {
    const shape: Shape3 = [24, 24, 24];
    const labels = randomWalks(shape, 0.4, 8);
    const phase = through(labels, shape, [1, 1, 1], 0);
    const task = taskOf(phase, [1, 1, 1]);
    const { energy, convergence, converged } = solveTransport(task, { energy: 1e-3, flux: 0.02, residual: 0.05, iterations: 100 }, false);
    const exact = oracleDiffusivity(labels, shape, [1, 1, 1], 0, false) * labels.length;
    expect(converged).toBe(true);
    expect(convergence.flux).toBeLessThanOrEqual(0.02);
    expect(convergence.residual).toBeLessThanOrEqual(0.05);
    expect(energy / exact - 1).toBeGreaterThan(-1e-6);
    expect(energy / exact - 1).toBeLessThan(1e-3);
  });

  test('says so when the steps run out', () => {
    const shape: Shape3 = [20, 20, 20];
    const phase = through(randomPhase(shape, 0.5, 9), shape, [1, 1, 1], 0);
    const task = taskOf(phase, [1, 1, 1]);
    expect(solveTransport(task, { ...TIGHT, iterations: 2 }, false)).toMatchObject({ converged: false, iterations: 2 });
  });
});
