/** Growing the trees of a forest: nodes in flat arrays, splits by the fall of Gini impurity. */
import type { Rng } from '../base/index.js';
import { firstNotBelow } from './forest-bins.js';
import type { FeatureBins } from './forest-bins.js';
import type { Forest } from './forest.js';

export interface TrainingData {
  readonly samples: Float32Array;
  readonly labels: Uint8Array;
  readonly features: number;
  readonly classes: number;
  readonly bins: FeatureBins;
}

export interface GrowOptions {
  /** features drawn for each split; default: the root of their number */
  readonly tries?: number;
  readonly minLeaf?: number;
  readonly maxDepth?: number;
  /** the columns that splits may ask for; default: all */
  readonly columns?: ArrayLike<number>;
}

/** Nodes of all trees while they grow. */
export class NodeStore {
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

export class Grower {
  readonly #data: TrainingData;
  readonly #labels: Uint8Array;
  readonly #classes: number;
  readonly #store: NodeStore;
  readonly #rng: Rng;
  readonly #random: boolean;
  readonly #tries: number;
  readonly #minLeaf: number;
  readonly #maxDepth: number;
  readonly #histogram: Float64Array;
  readonly #left: Float64Array;
  readonly #order: Uint16Array;

  constructor(data: TrainingData, store: NodeStore, rng: Rng, random: boolean, options: GrowOptions) {
    const { features, classes } = data;
    this.#data = data;
    this.#labels = data.labels;
    this.#classes = classes;
    this.#store = store;
    this.#rng = rng;
    this.#random = random;
    this.#order = Uint16Array.from(options.columns ?? { length: features }, options.columns === undefined ? (_, f) => f : (f) => f);
    const choice = this.#order.length;
    this.#tries = Math.max(1, Math.min(choice, options.tries ?? Math.ceil(Math.sqrt(choice))));
    this.#minLeaf = options.minLeaf ?? 1;
    this.#maxDepth = Math.min(64, options.maxDepth ?? 24);
    this.#histogram = new Float64Array(data.bins.most * classes);
    this.#left = new Float64Array(classes);
  }

  /** Grows one tree over the drawn samples, which are put into another order. */
  grow(drawn: Int32Array): void {
    const { bins } = this.#data;
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
      const middle = partition(drawn, from, to, bins, split);
      const child = this.#store.add();
      this.#store.add();
      this.#store.feature[node] = split.feature;
      this.#store.threshold[node] = bins.edges[split.feature * bins.most + split.at];
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
      const cut = this.#random ? this.#randomCut(drawn, from, to, counts, tried) : this.#bestCut(drawn, from, to, counts, tried);
      if (cut === null) continue;
      left--;
      if (found === null || cut.score > found.score) {
        found = cut;
        feature = tried;
      }
    }
    return found === null ? null : { feature, at: found.at };
  }

  /** The border next to a value drawn evenly between the least and the largest border that separates. Null when there is none. */
  #randomCut(drawn: Int32Array, from: number, to: number, counts: Float64Array, feature: number): Cut | null {
    const { codes, features, edges, most } = this.#data.bins;
    let low = most;
    let high = 0;
    for (let i = from; i < to; i++) {
      const code = codes[drawn[i] * features + feature];
      if (code < low) low = code;
      if (code > high) high = code;
    }
    if (high <= low) return null;
    const own = edges.subarray(feature * most, (feature + 1) * most);
    const value = own[low] + (own[high - 1] - own[low]) * this.#rng.next();
    const at = Math.min(high - 1, Math.max(low, firstNotBelow(own, high, value)));
    const left = this.#left.fill(0);
    let nLeft = 0;
    for (let i = from; i < to; i++)
      if (codes[drawn[i] * features + feature] <= at) {
        left[this.#labels[drawn[i]]]++;
        nLeft++;
      }
    if (nLeft < this.#minLeaf || to - from - nLeft < this.#minLeaf) return null;
    return { at, score: purity(left, counts, nLeft, to - from) };
  }

  /** The best border. Null when the feature has one bin here. */
  #bestCut(drawn: Int32Array, from: number, to: number, counts: Float64Array, feature: number): Cut | null {
    const classes = this.#classes;
    const { codes, features, most } = this.#data.bins;
    const histogram = this.#histogram;
    const left = this.#left.fill(0);
    let low = most;
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
    return at < 0 ? null : { at, score: best };
  }
}

interface Split {
  readonly feature: number;
  /** the last bin that goes to the first child */
  readonly at: number;
}

interface Cut {
  readonly at: number;
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

function isPure(counts: Float64Array): boolean {
  let present = 0;
  for (let c = 0; c < counts.length; c++) if (counts[c] > 0) present++;
  return present < 2;
}

/** Samples at or below the border come first; gives where the others begin. */
function partition(drawn: Int32Array, from: number, to: number, { codes, features }: FeatureBins, split: Split): number {
  let i = from;
  let j = to - 1;
  while (i <= j) {
    if (codes[drawn[i] * features + split.feature] <= split.at) i++;
    else {
      const t = drawn[i];
      drawn[i] = drawn[j];
      drawn[j--] = t;
    }
  }
  return i;
}
