/**
 * Are these data like those that the model was trained on? Never hides a result; says ok, warn or bad, and why.
 * Where the package knows what its validation volumes were like, what is measured on a picture is judged by them, all together;
 * else each number by the package's `trained_on`. What cannot be compared is stated.
 */
import { PHASE, type Calibration, type Face, type SourceInfo } from '../volume/index.js';
import type { Contrast } from './contrast.js';
import { percentileInverted, type Distribution } from './distribution.js';
import type { Arithmetic } from './arithmetic.js';
import type { ModelPackage } from './model-package.js';
import { normalised, type RangeMeasures } from './range-measures.js';
import { rangeScore, type UsualRange } from './range-score.js';
import type { View } from './view.js';

export type RangeLevel = 'ok' | 'warn' | 'bad';

export interface OutOfRange {
  readonly level: RangeLevel;
  readonly reasons: readonly string[];
  /** how foreign the picture looks, from what was measured on it: 0 usual, 1 where it is worth a warning, 2 where it is foreign */
  readonly score: number;
  /** what was measured on the picture and its result */
  readonly measures: RangeMeasures;
}

export interface RangeInput {
  readonly model: ModelPackage;
  readonly info: SourceInfo;
  readonly calibration: Calibration;
  readonly view: View;
  readonly collectors: readonly Face[];
  readonly volume: Distribution;
  /** the resolved normalisation, where it is the same for all slices */
  readonly normalisation: readonly Arithmetic[] | null;
  readonly contrast: Contrast;
  readonly classToPhase: Readonly<Record<string, number>>;
  /** mean distance of the slices to the training pictures in the network's own features; null without a bank */
  readonly distance: number | null;
  readonly measures: RangeMeasures;
}

interface Finding {
  readonly level: RangeLevel;
  /** null: measured, and nothing to say */
  readonly reason: string | null;
  /** what the picture itself adds to the score; 0 for what only its description lacks */
  readonly score: number;
}

const THIN = 12;
/** training varies the zoom, so a little beyond the range is within it */
const NEAR = 1.2;
const MOST_ASPECT = 1.5;
/** slices are milled thicker than the pixels are wide */
const FIB_ASPECT = 5;
const FEW_LEVELS = 32;
const SATURATED = 0.02;
/** a foil on one face fills this much of a volume at most */
const SATURATED_COLLECTOR = 0.15;

/** further findings count, but one that is plain is not outvoted by many that are not */
const FURTHER = 0.1;

export function outOfRange(input: RangeInput): OutOfRange {
  const findings = [
    ...(input.model.usual === null
      ? [...distance(input), ...clipping(input), ...trainedShape(input), ...contrast(input)]
      : usual(input, input.model.usual)),
    ...voxelSize(input),
    ...dimensions(input),
    ...greyLevels(input),
    ...order(input),
    ...training(input),
  ];
  const said = findings.filter(({ reason }) => reason !== null);
  const level = said.some((f) => f.level === 'bad') ? 'bad' : said.length > 0 ? 'warn' : 'ok';
  const scores = findings.map(({ score }) => score);
  const top = Math.max(0, ...scores);
  const score = top + FURTHER * (scores.reduce((sum, one) => sum + one, 0) - top);
  return {
    level,
    reasons: said.flatMap(({ reason }) => (reason === null ? [] : [reason])),
    score: Number(score.toFixed(4)),
    measures: input.measures,
  };
}

const warn = (reason: string, score = 0): Finding => ({ level: 'warn', reason, score });
const bad = (reason: string, score = 0): Finding => ({ level: 'bad', reason, score });

/** Straight lines through (0, 0), (warn, 1) and (bad, 2); at most 4. */
function severity(value: number, warnAt: number, badAt: number): number {
  const score = value <= warnAt ? value / warnAt : 1 + (value - warnAt) / Math.max(badAt - warnAt, 1e-9);
  return Math.min(4, Math.max(0, score));
}

/** All measures beside those of the validation volumes. */
function usual({ measures, contrast: found, classToPhase }: RangeInput, known: UsualRange): Finding[] {
  const { score, inverted, deviations } = rangeScore(measures, known);
  const others: Finding[] = found.cnr === null && Object.values(classToPhase).includes(PHASE.lithium) ? [warn(NO_CONTRAST)] : [];
  if (inverted > 0)
    others.push(
      inverted > 1
        ? warn(
            'the grain is finer where the picture is brighter, unlike in training: the image may be inverted, or of another kind',
            inverted,
          )
        : { level: 'ok', reason: null, score: inverted },
    );
  if (score < 1) return [{ level: 'ok', reason: null, score }, ...others];
  const named = deviations.map(({ name, high }) => `${name} ${high ? 'high' : 'low'}`).join(', ');
  const text = `the picture and its result are unlike the ${known.volumes} validation volumes (${named})`;
  return [score >= 2 ? bad(text, score) : warn(text, score), ...others];
}

const NO_CONTRAST = 'the contrast of lithium cannot be estimated: too little lithium or surroundings were found';

function distance({ model, distance: found }: RangeInput): Finding[] {
  const { warn: warnAt, bad: badAt } = model.bank ?? { warn: null, bad: null };
  if (found === null || warnAt === null) return [];
  const score = severity(found, warnAt, badAt ?? 2 * warnAt);
  if (score < 1) return [{ level: 'ok', reason: null, score }];
  const text = `the network sees something unlike its training pictures (distance ${found.toPrecision(3)}, ${warnAt.toPrecision(3)} is usual at most)`;
  return [score >= 2 ? bad(text, score) : warn(text, score)];
}

function training({ model }: RangeInput): Finding[] {
  return model.trainedOn === null ? [warn('the package does not say what the model was trained on')] : [];
}

function voxelSize({ model, calibration }: RangeInput): Finding[] {
  if (calibration.spacing === null) return [warn('the voxel size is unknown, so it cannot be compared with the training data')];
  const nm = calibration.spacing.map((metres) => metres * 1e9);
  const [shortest, longest] = [Math.min(...nm), Math.max(...nm)];
  const findings: Finding[] = [];
  const aspect = Math.max(MOST_ASPECT, model.trainedOn?.aspect ?? (model.modality === 'fib' ? FIB_ASPECT : 1));
  if (longest > aspect * shortest)
    findings.push(warn(`the voxels are ${(longest / shortest).toFixed(1)} times longer on one axis than on another`));
  const range = model.trainedOn?.voxel_nm;
  if (range === undefined) return findings;
  const [low, high] = range;
  const factor = Math.max(low / shortest, longest / high);
  if (factor <= NEAR) return findings;
  const text = `the voxel size ${nm.map((value) => Number(value.toPrecision(4))).join(' x ')} nm is outside the ${low} to ${high} nm of the training data`;
  const score = Math.min(4, Math.log2(factor) + 1);
  return [...findings, factor > 2 ? bad(text, score) : warn(text, score)];
}

function dimensions({ model, info, view, collectors }: RangeInput): Finding[] {
  const findings: Finding[] = [];
  const deep = model.sliceOffsets.length > 1 || model.input.order.includes('z');
  if (info.kind === 'image' || view.shape[0] === 1) {
    if (deep) findings.push(bad('this is one image, and the model needs neighbouring slices of a volume', 2));
  } else if (info.kind !== 'volume') {
    findings.push((deep ? bad : warn)(`this is a ${info.kind}, not a volume: its planes are not neighbouring slices`, deep ? 2 : 0));
  } else if (deep && view.shape[0] < THIN)
    findings.push(warn(`the stack has only ${view.shape[0]} slices along the axis that the model looks along`));
  if (model.growthAxis !== null && collectors.length === 0)
    findings.push(warn('no current collector is marked, and the model was trained with it on one face'));
  return findings;
}

function greyLevels({ volume }: RangeInput): Finding[] {
  const findings: Finding[] = [];
  const levels = volume.values.length;
  if (levels < FEW_LEVELS)
    findings.push(levels < 8 ? bad(`the image has only ${levels} grey levels`, 2) : warn(`the image has only ${levels} grey levels`, 1));
  if (volume.nonFinite > 0) findings.push(warn(`${volume.nonFinite} voxels have no value (NaN or infinite) and stay unassigned`));
  return findings;
}

function clipping({ volume, collectors, contrast: { fractions } }: RangeInput): Finding[] {
  const findings: Finding[] = [];
  const first = (volume.counts[0] ?? 0) / volume.total;
  const last = (volume.counts[volume.values.length - 1] ?? 0) / volume.total;
  // a collector that saturates the detector is usual, and loses nothing
  const metal = (fractions.get(PHASE.collector) ?? 0) + (fractions.get(PHASE.other) ?? 0);
  for (const [end, share, allowed] of [
    ['darkest', first, SATURATED],
    ['brightest', last, collectors.length > 0 ? Math.max(SATURATED_COLLECTOR, SATURATED + metal) : SATURATED + metal],
  ] as const)
    if (share > allowed)
      findings.push(warn(`${(100 * share).toFixed(1)} % of the voxels have the ${end} value: the image is clipped or masked`, 1));
  return findings;
}

/** beyond the band, in widths of it */
const UNLIKE = 0.4;

/** Normalised percentiles against the bands that the training volumes span. */
function trainedShape({ volume, model, normalisation }: RangeInput): Finding[] {
  const bands = model.trainedOn?.quantiles;
  if (bands === undefined || normalisation === null) return [];
  const normal = normalised(volume, normalisation);
  let worst = { excess: 0, percent: 0, value: 0, low: 0, high: 0 };
  bands.percentiles.forEach((percent, i) => {
    const [low, high] = [bands.low[i] ?? -Infinity, bands.high[i] ?? Infinity];
    const value = percentileInverted(normal, percent);
    const width = Math.max(high - low, 0.05);
    const excess = Math.max(low - value, value - high) / width;
    if (excess > worst.excess) worst = { excess, percent, value, low, high };
  });
  const score = severity(worst.excess, UNLIKE, 4 * UNLIKE);
  if (worst.excess <= UNLIKE) return [{ level: 'ok', reason: null, score }];
  const text =
    `the grey values are distributed unlike the training data (percentile ${worst.percent} is ${worst.value.toFixed(2)} after normalisation, ` +
    `${worst.low.toFixed(2)} to ${worst.high.toFixed(2)} in training)`;
  return [worst.excess > 4 * UNLIKE ? bad(text, score) : warn(text, score)];
}

/** The estimate errs to the low side, by a factor of about two, while the package states the true ratio. */
const CNR_BIAS = 2;

function contrast({ contrast: found, model, classToPhase }: RangeInput): Finding[] {
  if (!Object.values(classToPhase).includes(PHASE.lithium)) return [];
  if (found.cnr === null) return [warn(NO_CONTRAST)];
  const range = model.trainedOn?.cnr;
  const least = (range?.[0] ?? 0) / CNR_BIAS;
  if (range === undefined || found.cnr >= least) return [];
  const text = `the contrast-to-noise ratio of lithium is about ${found.cnr.toFixed(2)}, the training data have ${range[0]} to ${range[1]}`;
  const score = Math.min(4, least / Math.max(found.cnr, 1e-3));
  return [found.cnr < least / 2 ? bad(text, score) : warn(text, score)];
}

/** Where the physics fixes which class is darker, the opposite order means an inverted or misunderstood image. */
function order({ contrast: found, model, classToPhase }: RangeInput): Finding[] {
  const xct = model.trainedOn?.modality === 'xct';
  const names = model.trainedOn?.dark_to_bright;
  const phases = names?.map((name) => classToPhase[name] ?? -1) ?? (xct ? [PHASE.lithium, PHASE.electrolyte, PHASE.collector] : []);
  const present = phases.filter((phase) => (found.fractions.get(phase) ?? 0) > 1e-3);
  for (let i = 1; i < present.length; i++) {
    const [a, b] = [present[i - 1] ?? 0, present[i] ?? 0];
    if ((found.medians.get(a) ?? 0) - (found.medians.get(b) ?? 0) <= found.noise / 2) continue;
    return [bad('phases that absorb more come out darker: the image may be inverted (bright must mean absorbing), or of another kind', 2)];
  }
  return [];
}
