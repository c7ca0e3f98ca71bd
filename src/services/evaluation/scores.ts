/** One method on one volume as a flat row of numbers. */
import { labelOverlap, labelPairs, measureIsolation } from '../../kernels/index.js';
import { deadShareInterval, evaluateLabels } from '../../segmentation/index.js';
import type { DeadFractionAgreement, DeadShareMargins } from '../../segmentation/index.js';
import { PHASE, PHASES } from '../../volume/index.js';
import type { Face, LabelVolume } from '../../volume/index.js';
import { haloOfEdge } from '../halo.js';

export interface Called {
  readonly labels: LabelVolume;
  readonly probabilities?: ReadonlyMap<number, Uint8Array> | undefined;
  /** of the network that made them */
  readonly deadShare?: DeadShareMargins | null;
}

export type Scores = Readonly<Record<string, number | null>>;
export type Verdict = 'live' | 'dead' | 'unknown' | 'none';

export interface Scored {
  readonly scores: Scores;
  /** what most of the lithium is */
  readonly verdict: { readonly truth: Verdict; readonly measured: Verdict };
  readonly haloVoxels: number;
}

/** What lies around the deposit, whatever a wet or a dry cell makes of it. */
const SURROUNDINGS: readonly number[] = [PHASE.electrolyte, PHASE.pore, PHASE.other];

export function scoreVolume(called: Called, truth: LabelVolume, image: Float32Array, collectorFaces: readonly Face[]): Scored {
  const { labels, probabilities } = called;
  const [face] = collectorFaces;
  const haloVoxels = face === undefined ? 0 : haloOfEdge(image, labels.data, labels.shape, face).voxels;
  const { phases, deadFraction, calibrationError } = evaluateLabels({
    labels,
    truth,
    collectorFaces,
    haloVoxels,
    ...(probabilities === undefined ? {} : { probabilities }),
  });
  const scores: Record<string, number | null> = {};
  const present: number[] = [];
  for (const { id, name } of PHASES) {
    const found = phases[id];
    if (found === undefined) continue;
    const { dice, iou, boundaryF1, volumeBias, surfaceError, clDice } = found;
    // where the truth has none of a phase a Dice of 0 says nothing about how well the phase is found
    if (volumeBias === null) continue;
    present.push(dice ?? 0);
    Object.assign(scores, {
      [`${name}.dice`]: dice,
      [`${name}.iou`]: iou,
      [`${name}.boundaryF1`]: boundaryF1,
      [`${name}.volumeBias`]: volumeBias,
      [`${name}.surfaceError`]: surfaceError,
      ...(clDice === undefined ? {} : { [`${name}.clDice`]: clDice }),
    });
  }
  return {
    scores: {
      ...scores,
      'surroundings.dice': surroundingsDice(labels.data, truth.data),
      'mean.dice': present.length === 0 ? null : present.reduce((a, b) => a + b, 0) / present.length,
      ...deadScores(deadFraction, called.deadShare ?? null),
      calibrationError,
    },
    verdict: { truth: verdictOf(truth, collectorFaces, 0), measured: verdictOf(labels, collectorFaces, haloVoxels) },
    haloVoxels,
  };
}

/**
 * The interval of the rules alone and the one that is shown are kept apart: margins are fitted on the first, and judged on
 * the second. Without margins they are the same.
 */
export function deadScores({ measured, truth, interval: rules }: DeadFractionAgreement, margins: DeadShareMargins | null): Scores {
  const error = measured === null || truth === null ? null : measured - truth;
  const shown = rules === null || measured === null || margins === null ? rules : deadShareInterval(measured, rules, margins);
  const covers = (interval: readonly [number, number] | null): number | null =>
    interval === null || truth === null ? null : Number(truth >= interval[0] - 1e-9 && truth <= interval[1] + 1e-9);
  return {
    'dead.truth': truth,
    'dead.measured': measured,
    'dead.error': error,
    'dead.absoluteError': error === null ? null : Math.abs(error),
    'dead.low': shown?.[0] ?? null,
    'dead.high': shown?.[1] ?? null,
    'dead.width': shown === null ? null : shown[1] - shown[0],
    'dead.covered': covers(shown),
    'dead.rulesLow': rules?.[0] ?? null,
    'dead.rulesHigh': rules?.[1] ?? null,
    'dead.rulesWidth': rules === null ? null : rules[1] - rules[0],
    'dead.rulesCovered': covers(rules),
  };
}

/** Scores of an earlier run with the margins that the package has now; the weights are the same. */
export function withMargins(scores: Scores, margins: DeadShareMargins | null): Scores {
  const { 'dead.rulesLow': low, 'dead.rulesHigh': high, 'dead.measured': measured, 'dead.truth': truth } = scores;
  if (typeof low !== 'number' || typeof high !== 'number') return {};
  return deadScores({ measured: measured ?? null, truth: truth ?? null, interval: [low, high] }, margins);
}

function surroundingsDice(measured: Uint8Array, truth: Uint8Array): number | null {
  const merge = (labels: Uint8Array): Uint8Array => labels.map((label) => (SURROUNDINGS.includes(label) ? 1 : 0));
  const { both, measured: mine, truth: real } = labelOverlap(labelPairs(merge(measured), merge(truth)), 1);
  return mine + real === 0 ? null : (2 * both) / (mine + real);
}

function verdictOf(volume: LabelVolume, collectorFaces: readonly Face[], haloVoxels: number): Verdict {
  if (collectorFaces.length === 0) return 'none';
  const body = volume.data.includes(PHASE.collector);
  const flat = volume.shape.indexOf(1);
  const { live, dead, unknown } = measureIsolation(volume.data, volume.shape, {
    collectorFaces,
    connectivity: 18,
    haloVoxels,
    collectorBodyLabel: body ? PHASE.collector : undefined,
    flatAxis: flat === -1 ? null : (flat as 0 | 1 | 2),
  });
  const most = Math.max(live, dead, unknown);
  return most === 0 ? 'none' : most === live ? 'live' : most === dead ? 'dead' : 'unknown';
}
