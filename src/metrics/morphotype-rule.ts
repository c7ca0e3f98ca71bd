/**
 * The rule that names the kind of a patch: multinomial logistic regression on the features of patch-shape.ts, standardised. A
 * feature adds its weight times its deviation from the mean to the score of each kind, so that one can say which features spoke for a kind.
 * The numbers are in morphotype-table.ts.
 */
import type { Patch } from '../kernels/index.js';

export const MORPHOTYPES = ['needle', 'moss', 'column', 'sphere', 'film'] as const;
export type Morphotype = (typeof MORPHOTYPES)[number];

export interface MorphotypeTable {
  /** per feature, over all patches of the calibration */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly kinds: Readonly<Record<Morphotype, KindTable>>;
}

interface KindTable {
  readonly bias: number;
  readonly weights: readonly number[];
}

export interface NamedPatch {
  readonly kind: Morphotype;
  /** probability of the kind */
  readonly confidence: number;
}

type Features = NonNullable<Patch['features']>;

export function nameOf(features: Features, table: MorphotypeTable): NamedPatch {
  const values = Array.from(features, (value, k) => (value - (table.mean[k] ?? 0)) / (table.deviation[k] ?? 1));
  const probabilities = softmax(MORPHOTYPES.map((kind) => scoreOf(values, table.kinds[kind])));
  const best = probabilities.indexOf(Math.max(...probabilities));
  return { kind: MORPHOTYPES[best] ?? 'moss', confidence: probabilities[best] ?? 0 };
}

function scoreOf(values: readonly number[], { bias, weights }: KindTable): number {
  return values.reduce((sum, value, k) => sum + value * (weights[k] ?? 0), bias);
}

export function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
