/**
 * A decision forest in flat arrays, and what it says about samples. Trees are walked one after the other over a chunk of
 * samples, so that both stay in the cache.
 * Breiman, Random Forests, Machine Learning 45, 5 (2001).
 */
import { InvalidInputError } from '../base/index.js';
import { addCompactTrees, compactForest, encodeSamples } from './forest-compact.js';

export interface Forest {
  readonly classes: number;
  readonly features: number;
  /** first node of each tree, and one past the last */
  readonly roots: Int32Array;
  /** which feature a node asks for; 0 at leaves */
  readonly feature: Uint16Array;
  /** goes to `child` where the feature is at most this, else to the one after it; infinite at leaves */
  readonly threshold: Float32Array;
  /** the first of two children; a leaf is its own child */
  readonly child: Int32Array;
  /** probability of each class at a node [nodes, classes]; only leaves are read */
  readonly share: Float32Array;
}

/** samples that are walked through one tree before the next */
const CHUNK = 512;
/** after this many trees, a sample is not asked about further where one class has at least this share */
const STAGES = [
  { trees: 12, agreed: 0.96 },
  { trees: 24, agreed: 0.92 },
  { trees: 50, agreed: 0.8 },
] as const;

/**
 * Mean of the trees' class shares, [n, classes] like the samples [n, features]. Where the first trees leave no
 * doubt, theirs is the answer: this depends on the sample alone.
 */
export function forestProbabilities(forest: Forest, samples: Float32Array, n: number): Float32Array {
  const { classes, features } = forest;
  if (samples.length < n * features)
    throw new InvalidInputError(
      `The forest was trained on ${features} features per voxel, ${samples.length} values for ${n} voxels do not fit.`,
    );
  const out = new Float32Array(n * classes);
  const trees = forest.roots.length - 1;
  const compact = compactForest(forest);
  const codes = new Uint8Array(compact === null ? 0 : CHUNK * features);
  const open = new Int32Array(CHUNK);
  for (let first = 0; first < n; first += CHUNK) {
    const size = Math.min(CHUNK, n - first);
    const rows = samples.subarray(first * features, (first + size) * features);
    const shares = out.subarray(first * classes, (first + size) * classes);
    for (let i = 0; i < size; i++) open[i] = i;
    if (compact !== null) encodeSamples(compact, rows, size, codes);
    let asked = 0;
    let left = size;
    for (const { trees: until, agreed } of [...STAGES, { trees, agreed: 0 }]) {
      const to = Math.min(until, trees);
      if (compact === null) addTrees(forest, asked, to, rows, open, left, shares);
      else addCompactTrees(compact, asked, to, codes, open, left, shares);
      asked = to;
      left = settle(shares, classes, open, left, asked, asked === trees ? 0 : agreed);
    }
  }
  return out;
}

/** Divides what is agreed on by the trees asked so far, and keeps the rest in the list. */
function settle(out: Float32Array, classes: number, open: Int32Array, count: number, trees: number, agreed: number): number {
  let left = 0;
  for (let k = 0; k < count; k++) {
    const at = open[k] * classes;
    let top = 0;
    for (let c = 0; c < classes; c++) if (out[at + c] > top) top = out[at + c];
    if (top >= agreed * trees) scale(out, at, classes, 1 / trees);
    else open[left++] = open[k];
  }
  return left;
}

function scale(data: Float32Array, at: number, length: number, factor: number): void {
  for (let c = 0; c < length; c++) data[at + c] *= factor;
}

function addTrees(
  forest: Forest,
  from: number,
  to: number,
  samples: Float32Array,
  list: Int32Array,
  count: number,
  out: Float32Array,
): void {
  const { classes, features, roots, feature, threshold, child, share } = forest;
  for (let t = from; t < to; t++) {
    const root = roots[t];
    for (let k = 0; k < count; k++) {
      const row = list[k] * features;
      let node = root;
      for (let next = child[node]; next !== node; next = child[node])
        node = next + (samples[row + feature[node]] > threshold[node] ? 1 : 0);
      const at = list[k] * classes;
      const leaf = node * classes;
      for (let c = 0; c < classes; c++) out[at + c] += share[leaf + c];
    }
  }
}
