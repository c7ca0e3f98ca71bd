/** A forest's shares and a network's classes as one answer: their product, the network's to a power that was found on strokes. */
import { judgedSamples, sharpLikelihood } from './share-likelihood.js';

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

const WEIGHTS = [0, 0.125, 0.25, 0.5, 1];
/** painted voxels of the rarest class from which on the network, which the forest sees too, is not counted twice */
const ENOUGH = 4;
/**
 * The weight under which the labelled samples are most likely, each class counting by the root of its size; at a tie the
 * smaller. `outOfBag` [n, classes] is what trees say that did not see the sample or its stroke; rows of zeros do not count.
 */
export function bestBlendWeight(
  outOfBag: Float32Array,
  labels: Uint8Array,
  classes: number,
  samples: Float32Array,
  stride: number,
  blend: Omit<NetworkBlend, 'weight'>,
): number {
  const most = ENOUGH / rarest(labels, classes);
  const judged = judgedSamples(outOfBag, labels.length, classes);
  let best = 0;
  let highest = -Infinity;
  for (const weight of WEIGHTS) {
    if (weight > most) break;
    const shares = outOfBag.slice();
    blendNetwork(shares, classes, samples, stride, { ...blend, weight });
    // where no tree could judge, what is known is the network
    const sum = sharpLikelihood(shares, labels, classes, judged) ?? weight;
    if (sum <= highest) continue;
    highest = sum;
    best = weight;
  }
  return best;
}

/** Samples of the class that has fewest, at least 1. */
function rarest(labels: Uint8Array, classes: number): number {
  const counts = new Uint32Array(classes);
  for (const label of labels) counts[label]++;
  return counts.reduce((least, count) => (count > 0 && count < least ? count : least), Math.max(1, labels.length));
}
