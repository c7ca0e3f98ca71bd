/** The forest on clouds whose best possible score is known. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { forestProbabilities, trainForest } from '../../src/kernels/index.js';

/** Two features in a hundred-fold spiral of three classes, and eight of noise. */
function cloud(n: number, seed: number): { samples: Float32Array; labels: Uint8Array } {
  const rng = createRng(seed);
  const samples = new Float32Array(n * 10);
  const labels = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const [x, y] = [rng.uniform(-1, 1), rng.uniform(-1, 1)];
    labels[i] = x * x + y * y < 0.2 ? 0 : x * y > 0 ? 1 : 2;
    samples.set([x, y], i * 10);
    for (let f = 2; f < 10; f++) samples[i * 10 + f] = rng.normal();
  }
  return { samples, labels };
}

function accuracy(p: Float32Array, labels: Uint8Array): number {
  let right = 0;
  for (let i = 0; i < labels.length; i++) {
    let best = 0;
    for (let c = 1; c < 3; c++) if (p[i * 3 + c]! > p[i * 3 + best]!) best = c;
    if (best === labels[i]) right++;
  }
  return right / labels.length;
}

describe('decision forest', () => {
  const train = cloud(3000, 1);
  const test = cloud(2000, 2);
  const { forest, outOfBag } = trainForest(train.samples, train.labels, 10, 3, { trees: 60, seed: 7 });

  it('separates what can be separated', () => {
    const p = forestProbabilities(forest, test.samples, 2000);
    expect(accuracy(p, test.labels)).toBeGreaterThan(0.94);
  });

  it('gives probabilities', () => {
    const p = forestProbabilities(forest, test.samples, 2000);
    for (let i = 0; i < 2000; i++) expect(p[3 * i]! + p[3 * i + 1]! + p[3 * i + 2]!).toBeCloseTo(1, 4);
  });

  it('estimates its own accuracy from the samples that a tree did not see', () => {
    const seen = accuracy(outOfBag, train.labels);
    const unseen = accuracy(forestProbabilities(forest, test.samples, 2000), test.labels);
    expect(Math.abs(seen - unseen)).toBeLessThan(0.02);
  });

  it('is the same for the same seed, and answers a sample the same in any company', () => {
    const again = trainForest(train.samples, train.labels, 10, 3, { trees: 60, seed: 7 });
    expect(again.forest).toEqual(forest);
    const p = forestProbabilities(forest, test.samples, 2000);
    const one = forestProbabilities(forest, test.samples.slice(1234 * 10, 1235 * 10), 1);
    expect(one).toEqual(p.slice(1234 * 3, 1235 * 3));
  });

  it('takes classes as equally likely, however often they were painted', () => {
    // one feature that says nothing: the share of a class is its share among the classes, not among the samples
    const samples = new Float32Array(1000).fill(1);
    const labels = Uint8Array.from({ length: 1000 }, (_, i) => (i < 50 ? 1 : 0));
    const { forest: flat } = trainForest(samples, labels, 1, 2, { trees: 20, seed: 1 });
    expect(forestProbabilities(flat, Float32Array.of(1), 1)[1]).toBeCloseTo(0.5, 2);
  });
});
