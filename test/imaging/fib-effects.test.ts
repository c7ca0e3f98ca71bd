import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { backscatterYield, elementYield, paintLevels, separatedLevels } from '../../src/imaging/fib/brightness.js';
import { addCharging } from '../../src/imaging/fib/charging.js';
import { addCurtains } from '../../src/imaging/fib/curtaining.js';
import { blurProbe, countElectrons, smooth, withNoise } from '../../src/imaging/fib/detector.js';
import { driftPath, shiftFractions } from '../../src/imaging/fib/drift.js';
import { addEdgeEffect } from '../../src/imaging/fib/edge-effect.js';
import { expose } from '../../src/imaging/fib/expose.js';
import type { Exposed } from '../../src/imaging/fib/expose.js';
import { fineField } from '../../src/imaging/fib/fine-field.js';
import { pixelAspect } from '../../src/imaging/fib/foreshortening.js';
import { addGrains } from '../../src/imaging/fib/grains.js';
import { windowOf } from '../../src/imaging/fib/grey-window.js';
import { shinePoreBacks } from '../../src/imaging/fib/pore-back.js';
import { addRedeposition } from '../../src/imaging/fib/redeposition.js';
import { addScanLines } from '../../src/imaging/fib/scan-lines.js';
import { addShadow } from '../../src/imaging/fib/shadowing.js';
import { meanThickness, planePositions } from '../../src/imaging/fib/slicing.js';
import { addSubsurface } from '../../src/imaging/fib/subsurface.js';
import { addTexture } from '../../src/imaging/fib/texture.js';

type Shape = readonly [number, number, number];

function moments(data: ArrayLike<number>): { mean: number; sd: number } {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    sum += data[i]!;
    squares += data[i]! ** 2;
  }
  const mean = sum / data.length;
  return { mean, sd: Math.sqrt(squares / data.length - mean ** 2) };
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [p, q] = [moments(a), moments(b)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - p.mean) * (b[i]! - q.mean);
  return sum / a.length / (p.sd * q.sd);
}

/** Labels by a rule of plane, row from the top, column. */
function rule(shape: Shape, label: (z: number, r: number, x: number) => number): Uint8Array {
  const [, ny, nx] = shape;
  return Uint8Array.from({ length: shape[0] * ny * nx }, (_, i) => label(Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx));
}

function still(shape: Shape, labels: Uint8Array): Exposed {
  const planes = Int32Array.from({ length: shape[0] }, (_, z) => z);
  const path = { rows: new Float32Array(shape[0]), columns: new Float32Array(shape[0]) };
  return expose({ labels, shape, planes, path, aspect: 1, fromTop: false });
}

describe('phase brightness', () => {
  it('follows the polynomial of the atomic number, compounds by mass', () => {
    expect(elementYield(3)).toBeCloseTo(-0.0254 + 0.048 - 1.86e-4 * 9 + 8.3e-7 * 27, 12);
    expect(elementYield(1)).toBe(0);
    const o = elementYield(8);
    const li = elementYield(3);
    expect(backscatterYield('li2o')).toBeCloseTo((2 * 6.94 * li + 15.999 * o) / (2 * 6.94 + 15.999), 12);
    for (const [id, value] of [
      ['lithium', 0.021],
      ['li2o', 0.059],
      ['lioh', 0.067],
      ['peo', 0.068],
      ['li2co3', 0.074],
      ['ledc', 0.075],
      ['lif', 0.082],
      ['graphite', 0.064],
      ['copper', 0.302],
      ['gallium', 0.317],
      ['llzo', 0.319],
      ['platinum', 0.485],
    ] as const)
      // prettier-ignore
      expect(Math.abs(backscatterYield(id) - value), id).toBeLessThan(0.0035);
  });
  it('keeps free levels apart', () => {
    const rng = createRng(3);
    for (let n = 0; n < 200; n++) {
      const levels = separatedLevels(5, 0.1, 0.9, 0.06, rng).sort((a, b) => a - b);
      expect(levels[0]!).toBeGreaterThanOrEqual(0.1);
      expect(levels[4]!).toBeLessThanOrEqual(0.9);
      for (let i = 1; i < 5; i++) expect(levels[i]! - levels[i - 1]!).toBeGreaterThanOrEqual(0.06 - 1e-12);
    }
    expect(() => separatedLevels(20, 0, 1, 0.06, rng)).toThrow(/do not fit/);
  });
  it('paints them', () => {
    expect([...paintLevels(Uint8Array.of(1, 2, 1, 9), [0, 0.25, 0.5])]).toEqual([0.25, 0.5, 0.25, 0]);
  });
});

describe('slicing', () => {
  it('exposes planes in even steps without spread, and every plane when off', () => {
    const even = { on: true, thickness: 2.5, spread: 0, faults: 0 };
    const planes = planePositions(100, even, createRng(1));
    expect(planes).toHaveLength(40);
    planes.forEach((z, k) => expect(Math.abs(z - planes[0]! - 2.5 * k)).toBeLessThanOrEqual(1));
    expect(meanThickness(planes, even)).toBeCloseTo(2.5, 1);
    expect([...planePositions(4, { ...even, on: false }, createRng(1))]).toEqual([0, 1, 2, 3]);
    expect([...planePositions(1, even, createRng(1))]).toEqual([0]);
  });
  it('has the spread and the faults it was told', () => {
    const planes = planePositions(60_000, { on: true, thickness: 20, spread: 0.2, faults: 0.1 }, createRng(2));
    const steps = Array.from({ length: planes.length - 1 }, (_, k) => planes[k + 1]! - planes[k]!);
    const doubles = steps.filter((s) => s === 0).length / steps.length;
    expect(doubles).toBeCloseTo(0.05, 1.5);
    const plain = moments(steps.filter((s) => s > 8 && s < 32));
    expect(plain.mean).toBeCloseTo(20, -0.3);
    expect(plain.sd).toBeCloseTo(4, -0.3);
  });
});

describe('drift', () => {
  const calm = { on: true, sigma: 0, correlation: 0.9, jump: 0, jumps: 0, residual: 0, trend: 0 };
  it('is a stationary first-order process', () => {
    const { rows, columns } = driftPath(40_000, { ...calm, sigma: 1.2 }, createRng(5));
    for (const path of [rows, columns]) {
      expect(moments(path).sd).toBeCloseTo(1.2, 0.8);
      expect(correlation(path.subarray(1), path.subarray(0, -1))).toBeCloseTo(0.9, 1.5);
    }
  });
  it('has white residuals, a trend and jumps of one length', () => {
    const residual = driftPath(20_000, { ...calm, residual: 0.5 }, createRng(6)).rows;
    expect(moments(residual).sd).toBeCloseTo(0.5, 1.5);
    expect(Math.abs(correlation(residual.subarray(1), residual.subarray(0, -1)))).toBeLessThan(0.03);
    const trend = driftPath(11, { ...calm, trend: 0.5 }, createRng(6)).rows;
    expect(trend[10]! - trend[0]!).toBeCloseTo(5, 5);
    const jumping = driftPath(2, { ...calm, jump: 7, jumps: 1 }, createRng(6));
    expect(Math.hypot(jumping.rows[0]!, jumping.columns[0]!)).toBeCloseTo(7, 5);
    expect(driftPath(3, { ...calm, on: false, sigma: 2 }, createRng(1)).rows.every((v) => v === 0)).toBe(true);
  });
  it('shifts fractions of a pixel exactly on a ramp, whole pixels with the labels', () => {
    const shape = [1, 8, 8] as const;
    const image = Float32Array.from({ length: 64 }, (_, i) => 10 * Math.floor(i / 8) + (i % 8));
    shiftFractions(image, shape, { rows: Float32Array.of(2.25), columns: Float32Array.of(-1.4) });
    expect(image[3 * 8 + 4]).toBeCloseTo(30 + 2.5 + 4 - 0.4, 5);
    const labels = rule(shape, (_, r, x) => (r === 5 && x === 3 ? 1 : 0));
    const path = { rows: Float32Array.of(2.25), columns: Float32Array.of(-1.4) };
    const moved = expose({ labels, shape, planes: Int32Array.of(0), path, aspect: 1, fromTop: false });
    expect(moved.labels.indexOf(1)).toBe(3 * 8 + 4);
  });
});

describe('tilt and beam', () => {
  it('makes a pixel stand for less across than down the face', () => {
    expect(pixelAspect({ on: true, angle: 52 })).toBeCloseTo(0.788, 3);
    expect(pixelAspect({ on: false, angle: 52 })).toBe(1);
    const shape = [1, 4, 200] as const;
    const labels = rule(shape, (_, __, x) => (x >= 80 && x < 120 ? 1 : 0));
    const path = { rows: new Float32Array(1), columns: new Float32Array(1) };
    const seen = expose({ labels, shape, planes: Int32Array.of(0), path, aspect: 0.8, fromTop: false }).labels;
    expect(seen.subarray(0, 200).filter((v) => v === 1)).toHaveLength(50);
  });
  it('enters at high y unless told otherwise', () => {
    const labels = rule([1, 3, 1], (_, y) => y);
    const path = { rows: new Float32Array(1), columns: new Float32Array(1) };
    const request = { labels, shape: [1, 3, 1] as const, planes: Int32Array.of(0), path, aspect: 1 };
    expect([...expose({ ...request, fromTop: true }).labels]).toEqual([2, 1, 0]);
    expect([...expose({ ...request, fromTop: false }).labels]).toEqual([0, 1, 2]);
  });
});

describe('texture and grains', () => {
  const shape = [8, 64, 64] as const;
  const labels = rule(shape, (_, __, x) => (x < 32 ? 1 : 3));
  it('has the amplitude of each phase', () => {
    const image = paintLevels(labels, [0, 0.5, 0, 0.8]);
    const params = { on: true, coarse: [0, 0.03, 0, 0], fine: [0, 0.04, 0, 0.1], coarseScale: 4, fineScale: 1, walls: 0 };
    addTexture(image, labels, shape, 2, params, createRng(1));
    const part = (id: number): { mean: number; sd: number } => moments(image.filter((_, i) => labels[i] === id));
    expect(part(1).sd / 0.5).toBeCloseTo(0.05, 1.7);
    expect(part(3).sd / 0.8).toBeCloseTo(0.1, 1.7);
    expect(part(3).mean).toBeCloseTo(0.8, 1.7);
  });
  it('builds salt walls only in the electrolyte', () => {
    const image = paintLevels(labels, [0, 0.5, 0, 0.8]);
    addTexture(image, labels, shape, 1, { on: true, coarse: [], fine: [], coarseScale: 2, fineScale: 2, walls: 0.5 }, createRng(2));
    expect(image.every((v, i) => labels[i] === 3 || v === 0.5)).toBe(true);
    expect(Math.max(...image)).toBeCloseTo(1.2, 1.5);
    // the share of a normal field within a Gaussian of width 0.15 of zero: mean of exp(-(c/0.15)^2) = 1/sqrt(1 + 2/0.15^2)
    const electrolyte = moments(image.filter((_, i) => labels[i] === 3)).mean;
    expect((electrolyte / 0.8 - 1) / 0.5).toBeCloseTo(1 / Math.sqrt(1 + 2 / 0.15 ** 2), 1.5);
  });
  it('has fine fields of variance 1 that follow from slice to slice', () => {
    const field = fineField([12, 64, 64], 1.2, 1, createRng(3));
    expect(moments(field).sd).toBeCloseTo(1, 1);
    const size = 64 * 64;
    expect(correlation(field.subarray(size, 2 * size), field.subarray(0, size))).toBeCloseTo(Math.exp(-1 / (4 * 1.2 ** 2)), 1);
  });
  it('gives every grain one brightness within its limits', () => {
    const image = new Float32Array(labels.length).fill(1);
    addGrains(image, labels, shape, 1, { on: true, size: 16, amplitude: 0.1 }, createRng(4));
    const lithium = image.filter((_, i) => labels[i] === 1);
    expect(new Set(lithium).size).toBeLessThan(40);
    expect(new Set(lithium).size).toBeGreaterThan(4);
    expect(Math.max(...lithium.map((v) => Math.abs(v - 1)))).toBeLessThanOrEqual(0.1 + 1e-6);
    expect(image.every((v, i) => labels[i] === 1 || v === 1)).toBe(true);
  });
});

describe('signal from below', () => {
  it('mixes the planes behind with falling weights', () => {
    const shape = [8, 1, 1] as const;
    // lithium for three planes, then collector
    const labels = rule(shape, (z) => (z < 3 ? 1 : 5));
    const image = paintLevels(labels, [0, 0.2, 0, 0, 0, 0.9]);
    addSubsurface(image, still(shape, labels), [0, 0.2, 0, 0, 0, 0.9], { on: true, weight: 0.4, depth: 1.5, others: 0.5 });
    const w = [1, 2, 3, 4].map((d) => Math.exp(-d / 1.5));
    const total = w.reduce((a, b) => a + b, 0);
    expect(image[2]).toBeCloseTo(0.2 + 0.4 * 0.7, 6);
    expect(image[1]).toBeCloseTo(0.2 + 0.4 * 0.7 * (1 - w[0]! / total), 6);
    expect(image[0]).toBeCloseTo(0.2 + (0.4 * 0.7 * (w[2]! + w[3]!)) / total, 6);
    expect(image[4]).toBeCloseTo(0.9, 6);
  });
});

describe('back walls of pores', () => {
  const levels = [0, 0.3, 0, 0, 0.05, 0.9];
  const base = { on: true, void: 0.05, length: 8, gain: 0.9, shadow: 0.02, angle: 0, relief: 0 };
  it('fade with the distance along the line of sight', () => {
    const shape = [12, 6, 5] as const;
    const labels = rule(shape, (z) => (z < 10 ? 4 : 5));
    const image = paintLevels(labels, levels);
    shinePoreBacks(image, still(shape, labels), levels, base);
    for (const z of [0, 4, 9]) {
      const d = 10 - z;
      expect(image[z * 30 + 12]).toBeCloseTo((0.05 + (0.9 * 0.9 - 0.05) * Math.exp(-d / 8)) * Math.exp(-0.02 * d), 6);
    }
    expect(image[11 * 30]).toBeCloseTo(0.9, 6);
  });
  it('lie lower on the face the deeper they are', () => {
    const shape = [20, 30, 3] as const;
    // a floor of collector from row 20 on; at 45 degrees row r meets it after 20 - r planes
    const labels = rule(shape, (_, r) => (r >= 20 ? 5 : 4));
    const image = paintLevels(labels, levels);
    shinePoreBacks(image, still(shape, labels), levels, { ...base, angle: 45, shadow: 0 });
    for (const r of [12, 16, 19]) expect(image[r * 3 + 1]).toBeCloseTo(0.05 + (0.81 - 0.05) * Math.exp((-(20 - r) * Math.SQRT2) / 8), 5);
  });
  it('leave an empty pore at its own level, filled ones alone', () => {
    const shape = [6, 2, 2] as const;
    const image = paintLevels(
      rule(shape, () => 4),
      levels,
    );
    shinePoreBacks(
      image,
      still(
        shape,
        rule(shape, () => 4),
      ),
      levels,
      { ...base, void: 0.11 },
    );
    expect([...image].every((v) => Math.abs(v - 0.11) < 1e-6)).toBe(true);
    const filled = new Float32Array(24).fill(0.4);
    shinePoreBacks(
      filled,
      still(
        shape,
        rule(shape, () => 3),
      ),
      levels,
      base,
    );
    expect([...filled].every((v) => Math.abs(v - 0.4) < 1e-6)).toBe(true);
  });
  it('are brighter where they turn to the detector', () => {
    const shape = [20, 1, 12] as const;
    // a wall that recedes one plane per column
    const labels = rule(shape, (z, _, x) => (z > x + 2 ? 5 : 4));
    const image = paintLevels(labels, levels);
    shinePoreBacks(image, still(shape, labels), levels, { ...base, shadow: 0, relief: 0.3 });
    expect(image[5]).toBeCloseTo(0.05 + (0.9 * 1.3 * 0.9 - 0.05) * Math.exp(-8 / 8), 5);
  });
});

describe('redeposition', () => {
  it('coats walls of pores, only deep down, no thicker than told', () => {
    const shape = [2, 60, 240] as const;
    const labels = rule(shape, (_, __, x) => (x % 40 < 10 ? 1 : 4));
    const image = new Float32Array(labels.length);
    addRedeposition(image, labels, shape, { on: true, level: 0.7, thickness: 4, from: 2 / 3 }, createRng(1));
    let coated = 0;
    image.forEach((v, i) => {
      if (v === 0) return;
      coated++;
      expect(v).toBeCloseTo(0.7, 6);
      expect(Math.floor(i / 240) % 60).toBeGreaterThanOrEqual(40);
      // pores run from column 10 to 39 between walls
      const x = i % 40;
      expect(x >= 10 && Math.min(x - 9, 40 - x) <= 4).toBe(true);
    });
    expect(coated).toBeGreaterThan(100);
  });
});

describe('bright edges', () => {
  const shape = [1, 20, 20] as const;
  const labels = rule(shape, (_, r, x) => (r >= 5 && x >= 5 ? 1 : 4));
  it('fall off into the solid', () => {
    const image = new Float32Array(400);
    addEdgeEffect(image, labels, shape, { on: true, amplitude: 0.3, width: 2, where: 'pores' });
    for (const d of [1, 2, 5]) expect(image[15 * 20 + 4 + d]).toBeCloseTo(0.3 * Math.exp(-(d - 1) / 2), 5);
    expect(image[15 * 20 + 4]).toBe(0);
  });
  it('face up only, when told', () => {
    const image = new Float32Array(400);
    addEdgeEffect(image, labels, shape, { on: true, amplitude: 0.3, width: 2, where: 'facing' });
    expect(image[7 * 20 + 12]).toBeCloseTo(0.3 * Math.exp(-1), 5);
    expect(image[18 * 20 + 5]).toBeCloseTo(0.3 * Math.exp(-13 / 2), 3);
  });
  it('stand at every border, when told', () => {
    const image = new Float32Array(400);
    addEdgeEffect(
      image,
      rule(shape, (_, __, x) => (x < 10 ? 1 : 3)),
      shape,
      { on: true, amplitude: -0.1, width: 1, where: 'borders' },
    );
    expect(image[9]).toBeCloseTo(-0.1, 6);
    expect(image[11]).toBeCloseTo(-0.1 * Math.exp(-2), 6);
  });
});

describe('charging', () => {
  const quiet = { on: true, amplitude: 0, length: 20, unsteady: 0, flips: 0, insulators: [3], reversed: false };
  it('trails behind an insulator with an exponential tail', () => {
    const shape = [1, 2, 300] as const;
    const labels = rule(shape, (_, __, x) => (x >= 100 && x < 150 ? 3 : 1));
    const image = new Float32Array(600);
    addCharging(image, labels, shape, { ...quiet, amplitude: 0.2 }, createRng(1));
    expect(image[99]).toBe(0);
    const end = 0.2 * (1 - Math.exp(-50 / 20));
    expect(image[149]).toBeCloseTo(end, 5);
    expect(image[189]).toBeCloseTo(end * Math.exp(-2), 5);
    const back = new Float32Array(600);
    addCharging(back, labels, shape, { ...quiet, amplitude: 0.2, reversed: true }, createRng(1));
    expect(back[60]).toBeCloseTo(end * Math.exp(-2), 5);
  });
  it('changes the brightness of slices and turns patches of insulators', () => {
    const shape = [4000, 1, 2] as const;
    const image = new Float32Array(8000).fill(1);
    addCharging(image, new Uint8Array(8000).fill(1), shape, { ...quiet, unsteady: 0.05 }, createRng(2));
    expect(moments(image).sd).toBeCloseTo(0.05, 2);
    const flat = new Float32Array(40_000).fill(0.5);
    const labels = rule([4, 100, 100], (_, __, x) => (x < 50 ? 3 : 1));
    addCharging(flat, labels, [4, 100, 100], { ...quiet, flips: 3 }, createRng(3));
    expect(flat.some((v) => v !== 0.5)).toBe(true);
    expect(flat.every((v, i) => labels[i] === 3 || v === 0.5)).toBe(true);
  });
});

describe('curtaining', () => {
  const one = {
    on: true,
    amplitude: 0.1,
    density: 0.01,
    narrowest: 3,
    widest: 3,
    fromEdges: 0,
    tilt: 0,
    rocking: 0,
    correlation: 0.8,
    grain: 0,
    fade: 0,
  };
  it('is a Gaussian across, the same down the face', () => {
    const shape = [1, 30, 100] as const;
    const image = new Float32Array(3000).fill(1);
    addCurtains(image, new Uint8Array(3000).fill(1), shape, one, createRng(4));
    const row = image.subarray(0, 100);
    const peak = row.reduce((best, v, x) => (Math.abs(v - 1) > Math.abs(row[best]! - 1) ? x : best), 0);
    // ln of a Gaussian is a parabola: its second difference is -1/w^2
    const l = [-2, 0, 2].map((d) => Math.log(Math.abs(row[peak + d]! - 1)));
    expect((l[0]! - 2 * l[1]! + l[2]!) / 4).toBeCloseTo(-1 / 9, 3);
    expect([...image.subarray(29 * 100)]).toEqual([...row]);
  });
  it('starts at edges', () => {
    const shape = [1, 40, 60] as const;
    const labels = rule(shape, (_, r) => (r >= 10 && r < 20 ? 4 : 1));
    const image = new Float32Array(2400).fill(1);
    addCurtains(image, labels, shape, { ...one, density: 0.5, fromEdges: 1 }, createRng(6));
    expect(image.subarray(0, 10 * 60).every((v) => v === 1)).toBe(true);
    expect(image.subarray(20 * 60).some((v) => v !== 1)).toBe(true);
  });
  it('lives on from slice to slice', () => {
    const shape = [1200, 1, 100] as const;
    const image = new Float32Array(120_000).fill(1);
    addCurtains(image, new Uint8Array(120_000).fill(1), shape, one, createRng(4));
    const first = image.subarray(0, 100);
    const peak = first.reduce((best, v, x) => (Math.abs(v - 1) > Math.abs(first[best]! - 1) ? x : best), 0);
    const strength = Float32Array.from({ length: 1200 }, (_, k) => image[k * 100 + peak]! - 1);
    expect(moments(strength).sd).toBeCloseTo(0.1, 1.3);
    expect(correlation(strength.subarray(1), strength.subarray(0, -1))).toBeCloseTo(0.8, 1);
  });
  it('has a grain of its own strength that runs down the face', () => {
    const shape = [4, 40, 200] as const;
    const image = new Float32Array(32_000).fill(1);
    addCurtains(image, new Uint8Array(32_000).fill(1), shape, { ...one, density: 0, grain: 0.03, narrowest: 1 }, createRng(8));
    expect(moments(image).sd).toBeCloseTo(0.03, 3);
    expect(correlation(image.subarray(0, 200), image.subarray(400, 600))).toBeGreaterThan(0.9);
  });
});

describe('shadowing', () => {
  it('darkens down the face and towards the sides', () => {
    const image = new Float32Array(21 * 11).fill(1);
    addShadow(image, [1, 21, 11], { on: true, amplitude: 0.4, power: 1.5, left: 0.2, right: 0, sideWidth: 0.25 });
    expect(image[10 * 11 + 10]).toBeCloseTo(1 - 0.4 * 0.5 ** 1.5 - 0.2 * Math.exp(-4), 5);
    expect(image[0]).toBeCloseTo(0.8, 5);
    expect(image[20 * 11 + 10]).toBeCloseTo(0.6 - 0.2 * Math.exp(-4), 5);
  });
});

describe('scan lines', () => {
  it('are displaced and flicker as told', () => {
    const ramp = Float32Array.from({ length: 400_000 }, (_, i) => 1000 + (i % 100));
    addScanLines(ramp, [1, 4000, 100], { on: true, jitter: 0.3, flicker: 0 }, createRng(1));
    const middle = Float32Array.from({ length: 4000 }, (_, r) => ramp[r * 100 + 50]! - 1050);
    expect(moments(middle).sd).toBeCloseTo(0.3, 1.7);
    const flat = new Float32Array(40_000).fill(1);
    addScanLines(flat, [1, 4000, 10], { on: true, jitter: 0, flicker: 0.02 }, createRng(1));
    expect(moments(flat).sd).toBeCloseTo(0.02, 2.5);
  });
});

describe('detector', () => {
  const params = { on: true, blurRows: 0.8, blurColumns: 1.2, cnr: 0, electrons: 100, amplifier: 0.02, smoothing: 0 };
  it.each([0.02, 0.5])('counts electrons: the variance at %d is I/g + s^2', (level) => {
    const image = new Float32Array(200_000).fill(level);
    countElectrons(image, params, createRng(1));
    expect(moments(image).mean / level).toBeCloseTo(1, 1.7);
    expect(moments(image).sd ** 2 / (level / 100 + 0.02 ** 2)).toBeCloseTo(1, 1.5);
  });
  it('blurs a point by its two widths', () => {
    const n = 41;
    const image = new Float32Array(n * n);
    image[20 * n + 20] = 1;
    blurProbe(image, [1, n, n], params);
    let [sum, rows, columns] = [0, 0, 0];
    image.forEach((v, i) => {
      sum += v;
      rows += v * (Math.floor(i / n) - 20) ** 2;
      columns += v * ((i % n) - 20) ** 2;
    });
    expect(sum).toBeCloseTo(1, 5);
    expect(rows).toBeCloseTo(0.64, 1.5);
    expect(columns).toBeCloseTo(1.44, 1.5);
  });
  it.each([0, 0.7])('meets a wanted noise, smoothed by %d', (smoothing) => {
    const scaled = withNoise({ ...params, smoothing }, 0.4, 0.05);
    expect(scaled.electrons * scaled.amplifier ** 2).toBeCloseTo(100 * 0.02 ** 2, 8);
    const image = new Float32Array(300 * 300).fill(0.4);
    countElectrons(image, scaled, createRng(2));
    if (smoothing > 0) smooth(image, [1, 300, 300], scaled);
    expect(moments(image).sd / 0.05).toBeCloseTo(1, 1.3);
  });
});

describe('stored grey values', () => {
  it('clips the told shares, or nothing with a fixed window', () => {
    const image = Float32Array.from({ length: 70_000 }, (_, i) => i / 70_000);
    const auto = windowOf(image, { clipDark: 0.01, clipBright: 0.02, gamma: 1, bits: 8, inverted: false });
    expect(auto.low).toBeCloseTo(0.01, 3);
    expect(auto.high).toBeCloseTo(0.98, 3);
    const fixed = windowOf(image, { clipDark: 0, clipBright: 0, gamma: 1, bits: 8, inverted: false });
    expect([fixed.low, fixed.high]).toEqual([0, 1]);
  });
});
