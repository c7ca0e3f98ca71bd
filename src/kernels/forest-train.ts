/**
 * Trains a decision forest: each tree on a bootstrap sample, each split chosen among a few features drawn anew by the
 * fall of Gini impurity, over the borders of 64 equally filled bins per feature or at one random border each.
 * Seeded: the same samples give the same forest. Time O(trees * samples * depth * sqrt(features)).
 *
 * Out of bag: what the trees that never saw a sample say about it; an honest estimate without other data.
 * Breiman, Machine Learning 45, 5 (2001); Geurts et al., Machine Learning 63, 3 (2006).
 */
import { createRng, InvalidInputError } from '../base/index.js';
import type { Rng } from '../base/index.js';
import { featureBins } from './forest-bins.js';
import type { FeatureBins } from './forest-bins.js';
import type { Forest } from './forest.js';

export interface ForestOptions {
  readonly trees: number;
  readonly seed: number;
  /** features drawn for each split; default: the root of their number */
  readonly tries?: number;
  readonly minLeaf?: number;
  readonly maxDepth?: number;
  /** samples drawn for each tree, at most; default 6000 */
  readonly draws?: number;
  /** 1: every class is drawn equally often; 0: as often as it occurs; between: in between. Default 1 */
  readonly balance?: number;
  /** 'best': the best border of each tried feature (default); 'random': one border at random, which smooths (Geurts 2006) */
  readonly cuts?: 'best' | 'random';
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
  const data: TrainingData = {
    samples,
    labels,
    features,
    classes,
    bins: options.cuts === 'random' ? null : featureBins(samples, n, features),
  };
  const rng = createRng(options.seed);
  const byClass = Array.from({ length: classes }, () => [] as number[]);
  for (let i = 0; i < n; i++) byClass[labels[i]].push(i);
  const groups = byClass.filter((group) => group.length > 0).map((group) => Int32Array.from(group));
  const store = new NodeStore(classes);
  const outOfBag = new Float32Array(n * classes);
  const seen = new Uint8Array(n);
  const roots: number[] = [];
  for (let t = 0; t < options.trees; t++) {
    const own = rng.fork(`tree ${t}`);
    const drawn = draw(own, n, groups, options);
    seen.fill(0);
    for (let i = 0; i < drawn.length; i++) seen[drawn[i]] = 1;
    const grower = new Grower(data, store, own, options);
    roots.push(store.size);
    grower.grow(drawn);
    addOutOfBag(store, roots[t], data, seen, outOfBag);
  }
  normaliseRows(outOfBag, classes);
  return { forest: store.forest(features, roots), outOfBag };
}

interface TrainingData {
  readonly samples: Float32Array;
  readonly labels: Uint8Array;
  readonly features: number;
  readonly classes: number;
  /** null where borders are drawn at random */
  readonly bins: FeatureBins | null;
}

/** A bootstrap sample; the share of a class lies between what was painted and an equal part. */
function draw(rng: Rng, n: number, groups: readonly Int32Array[], options: ForestOptions): Int32Array {
  const drawn = new Int32Array(Math.min(n, options.draws ?? 6000));
  const balance = options.balance ?? 1;
  for (let i = 0; i < drawn.length; i++) {
    if (balance < 1 && rng.next() >= balance) {
      let at = rng.int(n);
      for (const group of groups) {
        if (at < group.length) {
          drawn[i] = group[at];
          break;
        }
        at -= group.length;
      }
    } else {
      const group = groups[i % groups.length];
      drawn[i] = group[rng.int(group.length)];
    }
  }
  return drawn;
}

/** Nodes of all trees while they grow. */
class NodeStore {
  size = 0;
  feature = new Uint16Array(1024);
  threshold = new Float32Array(1024);
  child = new Int32Array(1024);
  share: Float32Array;
  readonly classes: number;

  constructor(classes: number) {
    this.classes = classes;
    this.share = new Float32Array(1024 * classes);
  }

  /** A new leaf. */
  add(): number {
    if (this.size === this.feature.length) this.#double();
    const node = this.size++;
    this.threshold[node] = Infinity;
    this.child[node] = node;
    return node;
  }

  #double(): void {
    const wider = <T extends Uint8Array | Uint16Array | Int32Array | Float32Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    const length = this.feature.length * 2;
    this.feature = wider(this.feature, new Uint16Array(length));
    this.threshold = wider(this.threshold, new Float32Array(length));
    this.child = wider(this.child, new Int32Array(length));
    this.share = wider(this.share, new Float32Array(length * this.classes));
  }

  forest(features: number, roots: readonly number[]): Forest {
    const { size, classes } = this;
    return {
      classes,
      features,
      roots: Int32Array.from([...roots, size]),
      feature: this.feature.slice(0, size),
      threshold: this.threshold.slice(0, size),
      child: this.child.slice(0, size),
      share: this.share.slice(0, size * classes),
    };
  }
}

const BINS = 64;

class Grower {
  readonly #data: TrainingData;
  readonly #labels: Uint8Array;
  readonly #classes: number;
  readonly #store: NodeStore;
  readonly #rng: Rng;
  readonly #tries: number;
  readonly #minLeaf: number;
  readonly #maxDepth: number;
  readonly #histogram: Float64Array;
  readonly #left: Float64Array;
  readonly #order: Uint16Array;

  constructor(data: TrainingData, store: NodeStore, rng: Rng, options: ForestOptions) {
    const { features, classes } = data;
    this.#data = data;
    this.#labels = data.labels;
    this.#classes = classes;
    this.#store = store;
    this.#rng = rng;
    this.#tries = Math.max(1, Math.min(features, options.tries ?? Math.ceil(Math.sqrt(features))));
    this.#minLeaf = options.minLeaf ?? 1;
    this.#maxDepth = Math.min(64, options.maxDepth ?? 24);
    this.#histogram = new Float64Array(BINS * classes);
    this.#left = new Float64Array(classes);
    this.#order = Uint16Array.from({ length: features }, (_, f) => f);
  }

  /** Grows one tree over the drawn samples, which are put into another order. */
  grow(drawn: Int32Array): void {
    const open = [{ node: this.#store.add(), from: 0, to: drawn.length, depth: 0 }];
    for (let job = open.pop(); job !== undefined; job = open.pop()) {
      const { node, from, to, depth } = job;
      const counts = this.#counts(drawn, from, to);
      const split =
        depth < this.#maxDepth && to - from >= 2 * this.#minLeaf && !isPure(counts) ? this.#split(drawn, from, to, counts) : null;
      if (split === null) {
        this.#store.share.set(
          counts.map((count) => count / (to - from)),
          node * this.#classes,
        );
        continue;
      }
      const middle = partition(drawn, from, to, this.#data, split);
      const child = this.#store.add();
      this.#store.add();
      this.#store.feature[node] = split.feature;
      this.#store.threshold[node] = split.threshold;
      this.#store.child[node] = child;
      open.push({ node: child, from, to: middle, depth: depth + 1 }, { node: child + 1, from: middle, to, depth: depth + 1 });
    }
  }

  #counts(drawn: Int32Array, from: number, to: number): Float64Array {
    const counts = new Float64Array(this.#classes);
    for (let i = from; i < to; i++) counts[this.#labels[drawn[i]]]++;
    return counts;
  }

  /** The best border among features drawn without repeats; features that do not vary here do not count as tries. */
  #split(drawn: Int32Array, from: number, to: number, counts: Float64Array): Split | null {
    const order = this.#order;
    let found: Cut | null = null;
    let feature = 0;
    let left = this.#tries;
    for (let k = 0; k < order.length && left > 0; k++) {
      const pick = k + this.#rng.int(order.length - k);
      const tried = order[pick];
      order[pick] = order[k];
      order[k] = tried;
      const { bins } = this.#data;
      const cut = bins === null ? this.#randomCut(drawn, from, to, counts, tried) : this.#bestCut(drawn, from, to, counts, tried, bins);
      if (cut === null) continue;
      left--;
      if (found === null || cut.score > found.score) {
        found = cut;
        feature = tried;
      }
    }
    return found === null ? null : { feature, threshold: found.threshold };
  }

  /** One border between the least and the largest value here. Null when they are the same. */
  #randomCut(drawn: Int32Array, from: number, to: number, counts: Float64Array, feature: number): Cut | null {
    const { samples, features } = this.#data;
    let low = Infinity;
    let high = -Infinity;
    for (let i = from; i < to; i++) {
      const value = samples[drawn[i] * features + feature];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (!(high > low)) return null;
    // rounding to the precision of the samples may reach the largest value, which would leave the right side empty
    const threshold = Math.min(Math.fround(low + (high - low) * this.#rng.next()), previousFloat(high));
    const left = this.#left.fill(0);
    let nLeft = 0;
    for (let i = from; i < to; i++)
      if (samples[drawn[i] * features + feature] <= threshold) {
        left[this.#labels[drawn[i]]]++;
        nLeft++;
      }
    if (nLeft < this.#minLeaf || to - from - nLeft < this.#minLeaf) return null;
    return { threshold, score: purity(left, counts, nLeft, to - from) };
  }

  /** The best border of 64. Null when the feature has one bin here. */
  #bestCut(drawn: Int32Array, from: number, to: number, counts: Float64Array, feature: number, bins: FeatureBins): Cut | null {
    const classes = this.#classes;
    const { codes, features, edges } = bins;
    const histogram = this.#histogram;
    const left = this.#left.fill(0);
    let low = BINS;
    let high = 0;
    for (let i = from; i < to; i++) {
      const sample = drawn[i];
      const bin = codes[sample * features + feature];
      if (bin < low) low = bin;
      if (bin > high) high = bin;
      histogram[bin * classes + this.#labels[sample]]++;
    }
    let best = -1;
    let at = -1;
    let nLeft = 0;
    const n = to - from;
    for (let bin = low; bin < high; bin++) {
      let inBin = 0;
      for (let c = 0; c < classes; c++) {
        const count = histogram[bin * classes + c];
        left[c] += count;
        inBin += count;
      }
      nLeft += inBin;
      if (inBin === 0 || nLeft < this.#minLeaf || n - nLeft < this.#minLeaf) continue;
      const score = purity(left, counts, nLeft, n);
      if (score > best) {
        best = score;
        at = bin;
      }
    }
    histogram.fill(0, low * classes, (high + 1) * classes);
    return at < 0 ? null : { threshold: edges[feature * BINS + at], score: best };
  }
}

interface Split {
  readonly feature: number;
  readonly threshold: number;
}

interface Cut {
  readonly threshold: number;
  readonly score: number;
}

/** Sum of (class count)^2 / count over both sides: highest where the Gini impurity is lowest. */
function purity(left: Float64Array, counts: Float64Array, nLeft: number, n: number): number {
  let a = 0;
  let b = 0;
  for (let c = 0; c < left.length; c++) {
    a += left[c] * left[c];
    b += (counts[c] - left[c]) * (counts[c] - left[c]);
  }
  return a / nLeft + b / (n - nLeft);
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The next smaller number of single precision. */
function previousFloat(value: number): number {
  float[0] = value;
  if (float[0] === 0) return -1.401298464324817e-45;
  bits[0] += float[0] > 0 ? -1 : 1;
  return float[0];
}

function isPure(counts: Float64Array): boolean {
  let present = 0;
  for (let c = 0; c < counts.length; c++) if (counts[c] > 0) present++;
  return present < 2;
}

/** Samples at or below the border come first; gives where the others begin. */
function partition(drawn: Int32Array, from: number, to: number, { samples, features }: TrainingData, split: Split): number {
  let i = from;
  let j = to - 1;
  while (i <= j) {
    if (samples[drawn[i] * features + split.feature] <= split.threshold) i++;
    else {
      const t = drawn[i];
      drawn[i] = drawn[j];
      drawn[j--] = t;
    }
  }
  return i;
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
