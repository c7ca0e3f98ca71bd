/**
 * Calibrates the rule that names kinds of deposit: `calibrate.js STRUCTURES_PER_KIND` prints the table and how well it does on structures
 * that it has not seen, as JSON. Regularised multinomial logistic regression; every structure has the same weight.
 */
import { patchShapes } from '../../../src/kernels/index.js';
import { MORPHOTYPES, nameOf, softmax } from '../../../src/metrics/morphotype-rule.js';
import type { MorphotypeTable } from '../../../src/metrics/morphotype-rule.js';
import { makeStructure, STRANGERS, STRUCTURES } from './structures.js';
import type { StructureKind } from './structures.js';

interface Example {
  readonly kind: number;
  readonly features: Float64Array;
  readonly weight: number;
}

const RIDGE = 1 / 3;
const ROUNDS = 1500;

/** Patches of structures with these seeds, each structure with the same weight. */
function examplesOf(kinds: readonly StructureKind[], first: number, count: number): Example[] {
  return kinds.flatMap((entry) =>
    Array.from({ length: count }, (_, k) => makeStructure(entry, first + k)).flatMap(({ labels, collectorFace }) => {
      const options = { phase: 1, face: collectorFace, spacing: [1e-7, 1e-7, 1e-7] as const };
      const patches = patchShapes(labels.data, labels.shape, options).flatMap(({ features }) => (features === undefined ? [] : [features]));
      return patches.map((features) => ({ kind: MORPHOTYPES.indexOf(entry.kind), features, weight: 1 / patches.length }));
    }),
  );
}

const digits = (value: number): number => Number(value.toPrecision(5));

function weightedMoments(examples: readonly Example[]): { mean: number[]; deviation: number[] } {
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const size = examples[0]!.features.length;
  const moment = (k: number, of: (value: number) => number): number =>
    examples.reduce((sum, example) => sum + example.weight * of(example.features[k]!), 0) / total;
  const mean = Array.from({ length: size }, (_, k) => moment(k, (value) => value));
  const deviation = mean.map((centre, k) => Math.sqrt(moment(k, (value) => (value - centre) ** 2)));
  return { mean: mean.map(digits), deviation: deviation.map((value) => digits(Math.max(value, 1e-3))) };
}

/** Nesterov's accelerated gradient on the penalised likelihood. Row: kind; last entry of a row: bias. */
function fit(values: readonly (readonly number[])[], examples: readonly Example[]): number[][] {
  const size = values[0]!.length + 1;
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  let weights = MORPHOTYPES.map(() => Array.from({ length: size }, () => 0));
  let before = weights;
  for (let round = 1; round <= ROUNDS; round++) {
    const ahead = weights.map((row, c) => row.map((w, k) => w + ((round - 1) / (round + 2)) * (w - before[c]![k]!)));
    const slope = ahead.map((row) => row.map((w, k) => (k === size - 1 ? 0 : (RIDGE * w) / total)));
    examples.forEach(({ kind, weight }, n) => {
      const row = values[n]!;
      const scores = ahead.map((w) => row.reduce((sum, value, k) => sum + value * w[k]!, w[size - 1]!));
      softmax(scores).forEach((p, c) => {
        const error = ((p - (c === kind ? 1 : 0)) * weight) / total;
        for (let k = 0; k < row.length; k++) slope[c]![k]! += error * row[k]!;
        slope[c]![size - 1]! += error;
      });
    });
    before = weights;
    weights = ahead.map((row, c) => row.map((w, k) => w - 0.5 * slope[c]![k]!));
  }
  return weights;
}

function tableFrom(examples: readonly Example[]): MorphotypeTable {
  const { mean, deviation } = weightedMoments(examples);
  const standard = new Map(examples.map((example) => [example, Array.from(example.features, (v, k) => (v - mean[k]!) / deviation[k]!)]));
  const weights = fit(examples.map((example) => standard.get(example)!), examples); // prettier-ignore
  const kinds = MORPHOTYPES.map((kind, c) => {
    const row = weights[c]!.map(digits);
    return [kind, { bias: row.at(-1), weights: row.slice(0, -1) }] as const;
  });
  return { mean, deviation, kinds: Object.fromEntries(kinds) as unknown as MorphotypeTable['kinds'] };
}

/** Rows of the confusion: true kind; columns: named kind. Every structure counts the same. */
function judge(examples: readonly Example[], table: MorphotypeTable): unknown {
  const confusion = MORPHOTYPES.map(() => MORPHOTYPES.map(() => 0));
  const bins = Array.from({ length: 5 }, () => ({ weight: 0, right: 0, confidence: 0 }));
  for (const { kind, features, weight } of examples) {
    const named = nameOf(features, table);
    const column = MORPHOTYPES.indexOf(named.kind);
    confusion[kind]![column]! += weight;
    const bin = bins[Math.min(4, Math.floor((named.confidence - 0.5) * 10))] ?? bins[0]!;
    bin.weight += weight;
    bin.right += column === kind ? weight : 0;
    bin.confidence += weight * named.confidence;
  }
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  return {
    structures: Math.round(total),
    patches: examples.length,
    accuracy: bins.reduce((sum, { right }) => sum + right, 0) / total,
    confidence: bins.reduce((sum, { confidence }) => sum + confidence, 0) / total,
    calibrationError: bins.reduce((sum, { right, confidence }) => sum + Math.abs(right - confidence), 0) / total,
    confusion: confusion.map((row) => row.map((value) => Number((value / row.reduce((a, b) => a + b, 0)).toFixed(3)))),
  };
}

const count = Number(process.argv[2] ?? 90);
const seen = STRUCTURES.filter(({ heldOut }) => !heldOut);
const table = tableFrom(examplesOf(seen, 1, count));
const unseenSeeds = judge(examplesOf(seen, 100_001, Math.ceil(count / 3)), table);
const unseenKinds = judge(examplesOf(STRUCTURES.filter(({ heldOut }) => heldOut), 200_001, Math.ceil(count / 3)), table); // prettier-ignore
const strangers = Object.fromEntries(
  STRANGERS.map((entry) => {
    const shares: Record<string, number> = {};
    let confidence = 0;
    const structures = Math.ceil(count / 6);
    for (const { features, weight } of examplesOf([entry], 300_001, structures)) {
      const named = nameOf(features, table);
      shares[named.kind] = digits((shares[named.kind] ?? 0) + weight / structures);
      confidence += (weight * named.confidence) / structures;
    }
    return [entry.family, { shares, confidence: digits(confidence) }];
  }),
);
console.log(JSON.stringify({ table, unseenSeeds, unseenKinds, strangers }));
