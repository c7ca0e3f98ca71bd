/**
 * Trains a decision forest: each tree on a bootstrap sample of single voxels or of groups, each split chosen among a few features drawn anew by the
 * fall of Gini impurity, over the borders of 64 equally filled bins per feature or at one random border each.
 * Seeded: the same samples give the same forest. Time O(trees * samples * depth * sqrt(features)).
 *
 * Out of bag: what the trees that never saw a sample say about it; an honest estimate without other data.
 * Breiman, Machine Learning 45, 5 (2001); Geurts et al., Machine Learning 63, 3 (2006).
 */
import { createRng, InvalidInputError } from '../base/index.js';
import { equalBins, mixedBins } from './forest-bins.js';
import { SampleBags } from './forest-draw.js';
import type { DrawOptions } from './forest-draw.js';
import { Grower, NodeStore } from './forest-grow.js';
import type { GrowOptions, TrainingData } from './forest-grow.js';
import type { Forest } from './forest.js';
import { judgedSamples, sharpLikelihood } from './share-likelihood.js';

export interface ForestOptions extends GrowOptions, DrawOptions {
  readonly trees: number;
  readonly seed: number;
  /**
   * 'best': the best border of each tried feature (default); 'random': one border at random, which smooths (Geurts 2006);
   * 'mixed': every second tree the other way, which errs less than either
   */
  readonly cuts?: 'best' | 'random' | 'mixed';
}

export interface TrainedForest {
  readonly forest: Forest;
  /** [samples, classes]; all 0 where every tree saw the sample */
  readonly outOfBag: Float32Array;
}

/** `samples` [n, features], `labels` class index per sample. */
export function trainForest(
  samples: Float32Array,
  labels: Uint8Array,
  features: number,
  classes: number,
  options: ForestOptions,
): TrainedForest {
  const n = labels.length;
  if (n === 0 || samples.length !== n * features)
    throw new InvalidInputError(
      `${n} labelled voxels with ${samples.length} feature values cannot train a forest of ${features} features.`,
    );
  const cuts = options.cuts ?? 'best';
  const data: TrainingData = {
    samples,
    labels,
    features,
    classes,
    bins: cuts === 'best' ? equalBins(samples, n, features) : mixedBins(samples, n, features),
  };
  const rng = createRng(options.seed);
  const bags = new SampleBags(labels, classes, options);
  const store = new NodeStore(classes);
  const outOfBag = new Float32Array(n * classes);
  const seen = new Uint8Array(n);
  const roots: number[] = [];
  for (let t = 0; t < options.trees; t++) {
    const own = rng.fork(`tree ${t}`);
    const drawn = bags.draw(own, seen);
    const grower = new Grower(data, store, own, cuts === 'random' || (cuts === 'mixed' && t % 2 === 0), options);
    roots.push(store.size);
    grower.grow(drawn);
    addOutOfBag(store, roots[t], data, seen, outOfBag);
  }
  normaliseRows(outOfBag, classes);
  return { forest: store.forest(features, roots), outOfBag };
}

function addOutOfBag(store: NodeStore, root: number, { samples, features }: TrainingData, seen: Uint8Array, out: Float32Array): void {
  const { classes } = store;
  for (let i = 0; i < seen.length; i++) {
    if (seen[i] === 1) continue;
    let node = root;
    while (store.child[node] !== node)
      node = store.child[node] + (samples[i * features + store.feature[node]] > store.threshold[node] ? 1 : 0);
    for (let c = 0; c < classes; c++) out[i * classes + c] += store.share[node * classes + c];
  }
}

function normaliseRows(data: Float32Array, columns: number): void {
  for (let row = 0; row < data.length; row += columns) {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += data[row + c];
    if (sum > 0) for (let c = 0; c < columns; c++) data[row + c] /= sum;
  }
}

/** trees that a choice of columns is judged by */
const SCOUTS = 40;

/**
 * Trains on the columns, among several choices, under which groups that trees did not see are most likely; at a tie on
 * the first. The forest learns from every group, and what is out of bag comes from trees that were kept from some.
 */
export function trainForestOn(
  choices: readonly (readonly number[])[],
  samples: Float32Array,
  labels: Uint8Array,
  features: number,
  classes: number,
  options: ForestOptions,
): TrainedForest {
  let highest = -Infinity;
  let best: { readonly columns: ArrayLike<number>; readonly outOfBag: Float32Array } | null = null;
  for (const columns of choices.length > 0 ? choices : [Array.from({ length: features }, (_, f) => f)]) {
    const { outOfBag } = trainForest(samples, labels, features, classes, { ...options, trees: Math.min(options.trees, SCOUTS), columns });
    const score = sharpLikelihood(outOfBag, labels, classes, judgedSamples(outOfBag, labels.length, classes)) ?? -Infinity;
    if (best !== null && score <= highest) continue;
    highest = score;
    best = { columns, outOfBag };
  }
  const { groups: _, ...single } = options;
  const { forest } = trainForest(samples, labels, features, classes, { ...single, ...(best === null ? {} : { columns: best.columns }) });
  return { forest, outOfBag: best?.outOfBag ?? new Float32Array(labels.length * classes) };
}
