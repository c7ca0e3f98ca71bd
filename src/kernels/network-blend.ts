/** A forest's shares and a network's classes as one answer: their product, the network's to a power that was found on strokes. */

export interface NetworkBlend {
  /** column of the first score in the table of features */
  readonly column: number;
  /** class of the forest that each channel of the network means; -1: none */
  readonly classOf: readonly number[];
  /** how scores become probabilities */
  readonly finish: 'softmax' | 'sigmoid' | 'none';
  readonly temperature: number;
  /** 0: the forest alone; 1: both count the same */
  readonly weight: number;
}

/** keeps a class alive that one of the two is sure about and the other is not */
const FLOOR = 0.01;

/** Multiplies in place: `shares` [n, classes], `samples` [n, stride]. */
export function blendNetwork(
  shares: Float32Array,
  classes: number,
  samples: Float32Array,
  stride: number,
  { column, classOf, finish, temperature, weight }: NetworkBlend,
): void {
  if (weight === 0) return;
  const own = new Float64Array(classes);
  const channels = classOf.length;
  for (let row = column, at = 0; at < shares.length; row += stride, at += classes) {
    let top = -Infinity;
    if (finish === 'softmax') for (let k = 0; k < channels; k++) if (samples[row + k] > top) top = samples[row + k];
    own.fill(0);
    let known = 0;
    for (let k = 0; k < channels; k++) {
      const score = samples[row + k];
      const p = finish === 'softmax' ? Math.exp((score - top) / temperature) : finish === 'sigmoid' ? 1 / (1 + Math.exp(-score)) : score;
      if (classOf[k] < 0) continue;
      own[classOf[k]] += p;
      known += p;
    }
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const p = (known > 0 ? own[c] / known : 1 / classes) + FLOOR;
      shares[at + c] = (shares[at + c] + FLOOR) * (weight === 1 ? p : Math.pow(p, weight));
      sum += shares[at + c];
    }
    for (let c = 0; c < classes; c++) shares[at + c] /= sum;
  }
}

/** never 0: neighbouring painted voxels make a forest look better to itself than it is */
const WEIGHTS = [0.25, 0.5, 1];

/**
 * The weight under which the labelled samples are most likely, each class counting by the root of its size. `outOfBag`
 * [n, classes] is what trees say that did not see the sample; rows of zeros do not count.
 */
export function bestBlendWeight(
  outOfBag: Float32Array,
  labels: Uint8Array,
  classes: number,
  samples: Float32Array,
  stride: number,
  blend: Omit<NetworkBlend, 'weight'>,
): number {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]++;
  let best = 0.25;
  let highest = -Infinity;
  for (const weight of WEIGHTS) {
    const shares = outOfBag.slice();
    blendNetwork(shares, classes, samples, stride, { ...blend, weight });
    let sum = 0;
    for (let i = 0; i < labels.length; i++) {
      let judged = 0;
      for (let c = 0; c < classes; c++) judged += outOfBag[i * classes + c];
      if (judged > 0) sum += Math.log(Math.max(1e-3, shares[i * classes + labels[i]])) / Math.sqrt(counts[labels[i]]);
    }
    if (sum > highest) {
      highest = sum;
      best = weight;
    }
  }
  return best;
}
