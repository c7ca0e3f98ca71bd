/**
 * A forest whose every question is "is this byte larger than that byte": values become the number of their feature's
 * thresholds that lie below them, which loses nothing, and a node fits into one word. Four samples walk a tree at once
 * until all have arrived (leaves lead to themselves), so that hardly a branch depends on the data.
 */
import type { Forest } from './forest.js';

export interface CompactForest {
  readonly classes: number;
  readonly features: number;
  readonly roots: Int32Array;
  /** steps from the root to the lowest leaf, by tree */
  readonly depth: Int32Array;
  /** bits 0 to 7: feature, 8 to 15: largest byte that goes to the first child, from 16: way to that child */
  readonly nodes: Int32Array;
  readonly share: Float32Array;
  /** columns that are asked for; the others stay 0 */
  readonly used: Uint16Array;
  /** sorted thresholds [features, 256], ends with infinity */
  readonly edges: Float32Array;
  /** a value v of feature f has at least `start[f * CELLS + cell]` thresholds below it, the cell being (v - low) * gain */
  readonly start: Uint8Array;
  readonly low: Float32Array;
  readonly gain: Float32Array;
}

const BYTES = 256;
const CELLS = 4096;

/** Null where the forest has more features, thresholds of one feature, or nodes of one tree than fit. */
export function compactForest(forest: Forest): CompactForest | null {
  const { features, roots, threshold, feature, child } = forest;
  const perFeature = Array.from({ length: features }, () => new Set<number>());
  for (let node = 0; node < child.length; node++) {
    if (child[node] === node) continue;
    if (child[node] - node > 0x7fff) return null;
    perFeature[feature[node]].add(threshold[node]);
  }
  if (features > BYTES || perFeature.some(({ size }) => size >= BYTES)) return null;
  const edges = new Float32Array(features * BYTES).fill(Infinity);
  perFeature.forEach((values, f) => edges.set(Float32Array.from(values).sort(), f * BYTES));
  const used = Uint16Array.from(perFeature.flatMap(({ size }, f) => (size > 0 ? [f] : [])));
  return {
    classes: forest.classes, features, roots, share: forest.share, used, edges,
    depth: depths(forest),
    nodes: packed(forest, edges),
    ...cells(edges, used, features),
  }; // prettier-ignore
}

function depths({ roots, child }: Forest): Int32Array {
  const at = new Int32Array(child.length);
  const out = new Int32Array(roots.length - 1);
  for (let t = 0; t < out.length; t++)
    for (let node = roots[t]; node < roots[t + 1]; node++) {
      const next = child[node];
      if (at[node] > out[t]) out[t] = at[node];
      if (next !== node) at[next] = at[next + 1] = at[node] + 1;
    }
  return out;
}

function packed({ feature, threshold, child }: Forest, edges: Float32Array): Int32Array {
  const nodes = new Int32Array(child.length);
  for (let node = 0; node < nodes.length; node++) {
    if (child[node] === node) {
      nodes[node] = 0xff00;
      continue;
    }
    let code = feature[node] * BYTES;
    while (edges[code] < threshold[node]) code++;
    nodes[node] = ((child[node] - node) << 16) | ((code - feature[node] * BYTES) << 8) | feature[node];
  }
  return nodes;
}

/** Where to begin counting thresholds, for evenly spaced values. */
function cells(edges: Float32Array, used: Uint16Array, features: number): Pick<CompactForest, 'start' | 'low' | 'gain'> {
  const start = new Uint8Array(features * CELLS);
  const low = new Float32Array(features);
  const gain = new Float32Array(features);
  for (const f of used) {
    const own = edges.subarray(f * BYTES, (f + 1) * BYTES);
    const count = own.indexOf(Infinity);
    low[f] = own[0];
    gain[f] = own[count - 1] > own[0] ? (CELLS - 2) / (own[count - 1] - own[0]) : 0;
    let below = 0;
    for (let cell = 0; cell < CELLS; cell++) {
      // a cell less, so that rounding never begins behind a threshold
      while (below < count && (own[below] - low[f]) * gain[f] < cell - 1) below++;
      start[f * CELLS + cell] = gain[f] === 0 ? 0 : below;
    }
  }
  return { start, low, gain };
}

/** rows that stay in the nearest cache while their columns are gone through */
const ROWS = 64;

/** Bytes of samples, both [count, features]. */
export function encodeSamples(forest: CompactForest, samples: Float32Array, count: number, codes: Uint8Array): void {
  const { features, used, edges, start, low, gain } = forest;
  for (let first = 0; first < count; first += ROWS) {
    const end = (first + ROWS < count ? first + ROWS : count) * features;
    for (let k = 0; k < used.length; k++) {
      const f = used[k];
      const base = f * BYTES;
      const from = low[f];
      const scale = gain[f];
      const table = f * CELLS;
      for (let at = first * features + f; at < end; at += features) {
        const value = samples[at];
        const place = (value - from) * scale;
        const cell = place > 0 ? (place < CELLS - 1 ? place | 0 : CELLS - 1) : 0;
        let code = start[table + cell];
        while (value > edges[base + code]) code++;
        codes[at] = code;
      }
    }
  }
}

/** steps between looks whether all four have arrived */
const STRIDE = 3;

/** Adds the leaves' shares of trees [from, to) for the samples of a chunk that `list` names. */
export function addCompactTrees(
  forest: CompactForest,
  from: number,
  to: number,
  codes: Uint8Array,
  list: Int32Array,
  count: number,
  out: Float32Array,
): void {
  const { classes, features, roots, depth, nodes, share } = forest;
  for (let t = from; t < to; t++) {
    const root = roots[t];
    const steps = depth[t];
    for (let k = 0; k < count; k += 4) {
      // past the end the last sample walks again, and is not counted
      const last = count - 1;
      const i0 = list[k];
      const i1 = list[k + 1 < last ? k + 1 : last];
      const i2 = list[k + 2 < last ? k + 2 : last];
      const i3 = list[k + 3 < last ? k + 3 : last];
      const [r0, r1, r2, r3] = [i0 * features, i1 * features, i2 * features, i3 * features];
      let a = root;
      let b = root;
      let c = root;
      let d = root;
      for (let step = 0; step < steps; step += STRIDE) {
        for (let inner = 0; inner < STRIDE; inner++) {
          const na = nodes[a];
          const nb = nodes[b];
          const nc = nodes[c];
          const nd = nodes[d];
          a += (na >> 16) + ((((na >> 8) & 255) - codes[r0 + (na & 255)]) >>> 31);
          b += (nb >> 16) + ((((nb >> 8) & 255) - codes[r1 + (nb & 255)]) >>> 31);
          c += (nc >> 16) + ((((nc >> 8) & 255) - codes[r2 + (nc & 255)]) >>> 31);
          d += (nd >> 16) + ((((nd >> 8) & 255) - codes[r3 + (nd & 255)]) >>> 31);
        }
        if ((nodes[a] | nodes[b] | nodes[c] | nodes[d]) >> 16 === 0) break;
      }
      const left = count - k;
      for (let s = 0; s < classes; s++) {
        out[i0 * classes + s] += share[a * classes + s];
        if (left > 1) out[i1 * classes + s] += share[b * classes + s];
        if (left > 2) out[i2 * classes + s] += share[c * classes + s];
        if (left > 3) out[i3 * classes + s] += share[d * classes + s];
      }
    }
  }
}
