/** The packed walk against one that asks node by node, and how groups and columns are chosen. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { judgedSamples, sharpLikelihood, trainForest, trainForestOn } from '../../src/kernels/index.js';
import type { Forest } from '../../src/kernels/index.js';
import { addCompactTrees, compactForest, encodeSamples } from '../../src/kernels/forest-compact.js';

const FEATURES = 7;

/** Heavy tails, ties and a constant column. */
function cloud(n: number, seed: number): { samples: Float32Array; labels: Uint8Array } {
  const rng = createRng(seed);
  const samples = new Float32Array(n * FEATURES);
  const labels = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    labels[i] = rng.int(3);
    for (let f = 0; f < FEATURES; f++) {
      const value = labels[i]! * 0.8 + rng.normal();
      samples[i * FEATURES + f] = f === 0 ? Math.sinh(3 * value) : f === 1 ? Math.round(value) : f === 2 ? 4 : value;
    }
  }
  return { samples, labels };
}

/** Sum of the leaves' shares of a sample over trees [0, trees). */
function walked({ roots, feature, threshold, child, share, classes }: Forest, sample: Float32Array): number[] {
  const sum = Array.from({ length: classes }, () => 0);
  for (let t = 0; t + 1 < roots.length; t++) {
    let node = roots[t]!;
    while (child[node] !== node) node = child[node]! + (sample[feature[node]!]! > threshold[node]! ? 1 : 0);
    for (let c = 0; c < classes; c++) sum[c]! += share[node * classes + c]!;
  }
  return sum;
}

describe('packed forest', () => {
  const train = cloud(800, 1);

  it.each(['best', 'random', 'mixed'] as const)('answers like the forest it was made from (%s borders)', (cuts) => {
    const { forest } = trainForest(train.samples, train.labels, FEATURES, 3, { trees: 12, seed: 5, cuts });
    const compact = compactForest(forest)!;
    // as many as no multiple of four, some at thresholds, some far outside
    const test = cloud(301, 9).samples;
    test.set([Infinity, -Infinity, 1e30, -1e30, 0, 1, 2], 0);
    for (let i = 0; i < 50; i++) {
      const node = Math.floor((i * forest.child.length) / 50);
      if (forest.child[node] !== node) test[(i + 2) * FEATURES + forest.feature[node]!] = forest.threshold[node]!;
    }
    const codes = new Uint8Array(301 * FEATURES);
    encodeSamples(compact, test, 301, codes);
    const out = new Float32Array(301 * 3);
    addCompactTrees(compact, 0, 12, codes, Int32Array.from({ length: 301 }, (_, i) => i), 301, out); // prettier-ignore
    for (let i = 0; i < 301; i++)
      walked(forest, test.subarray(i * FEATURES, (i + 1) * FEATURES)).forEach((sum, c) => expect(out[i * 3 + c]).toBeCloseTo(sum, 4));
  });

  it('counts thresholds below a value', () => {
    const { forest } = trainForest(train.samples, train.labels, FEATURES, 3, { trees: 12, seed: 5, cuts: 'random' });
    const compact = compactForest(forest)!;
    const codes = new Uint8Array(800 * FEATURES);
    encodeSamples(compact, train.samples, 800, codes);
    for (const f of compact.used) {
      const own = [...new Set([...forest.threshold].filter((_, node) => forest.child[node] !== node && forest.feature[node] === f))];
      for (let i = 0; i < 800; i += 7)
        expect(codes[i * FEATURES + f]).toBe(own.filter((threshold) => train.samples[i * FEATURES + f]! > threshold).length);
    }
  });

  it('is not made where a feature has more thresholds than a byte counts', () => {
    const n = 300;
    const chain: Forest = {
      classes: 2,
      features: 1,
      roots: Int32Array.of(0, 2 * n + 1),
      feature: new Uint16Array(2 * n + 1),
      threshold: Float32Array.from({ length: 2 * n + 1 }, (_, i) => (i % 2 === 0 && i < 2 * n ? i : Infinity)),
      child: Int32Array.from({ length: 2 * n + 1 }, (_, i) => (i % 2 === 0 && i < 2 * n ? i + 1 : i)),
      share: new Float32Array(4 * n + 2),
    };
    expect(compactForest(chain)).toBeNull();
  });
});

describe('groups of samples', () => {
  /** Forty strokes of ten voxels: one column that tells strokes apart, and one that tells the classes apart a little. */
  const rng = createRng(4);
  const groups = Int32Array.from({ length: 400 }, (_, i) => Math.floor(i / 10));
  const labels = Uint8Array.from(groups, (group) => group % 2);
  const marks = Float32Array.from({ length: 40 }, () => rng.uniform(-1, 1));
  const samples = Float32Array.from({ length: 800 }, (_, k) =>
    k % 2 === 0 ? marks[groups[k >> 1]!]! : labels[k >> 1]! + 0.7 * rng.normal(),
  );
  const score = (columns: readonly number[], grouped: boolean): number => {
    const own = grouped ? { groups } : {};
    const { outOfBag } = trainForest(samples, labels, 2, 2, { trees: 60, seed: 1, columns, cuts: 'mixed', ...own });
    return sharpLikelihood(outOfBag, labels, 2, judgedSamples(outOfBag, 400, 2))!;
  };

  it('are judged by trees that saw none of them', () => {
    // single voxels: the mark of a stroke looks like knowledge; whole strokes: it is worth nothing
    expect(score([0], false)).toBeGreaterThan(-0.1);
    expect(score([0], true)).toBeLessThan(-0.6);
    expect(score([1], true)).toBeGreaterThan(score([0], true));
  });

  it('decide which columns are learnt from', () => {
    const { forest } = trainForestOn([[0], [1]], samples, labels, 2, 2, { trees: 30, seed: 1, cuts: 'mixed', groups });
    expect([...forest.feature].filter((_, node) => forest.child[node] !== node).every((feature) => feature === 1)).toBe(true);
  });
});

describe('likelihood of shares', () => {
  it('gives nothing for being surer of the same', () => {
    const labels = Uint8Array.of(0, 0, 1, 1);
    const mild = Float32Array.of(0.6, 0.4, 0.7, 0.3, 0.4, 0.6, 0.55, 0.45);
    const sharp = mild.map((p, k) => p ** 2 / (p ** 2 + mild[k ^ 1]! ** 2));
    const judged = new Uint8Array(4).fill(1);
    expect(sharpLikelihood(sharp, labels, 2, judged)).toBeCloseTo(sharpLikelihood(mild, labels, 2, judged)!, 2);
    expect(sharpLikelihood(mild, labels, 2, new Uint8Array(4))).toBeNull();
  });
});
