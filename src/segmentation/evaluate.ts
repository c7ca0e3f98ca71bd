/** How well labels agree with a known truth: overlap per phase, and what it does to the dead share of lithium. */
import { InvalidInputError } from '../base/index.js';
import {
  boundaryF1,
  calibrationCounts,
  clDice,
  croftonArea13,
  expectedCalibrationError,
  isolationFromProbabilities,
  labelOverlap,
  labelPairs,
  matchBoundaries,
  measureIsolation,
  selectMask,
} from '../kernels/index.js';
import type { Connectivity, LabelOverlap } from '../kernels/index.js';
import { faceGeometry, PHASE, PHASES } from '../volume/index.js';
import type { Face, LabelVolume, Shape3 } from '../volume/index.js';

export interface EvaluationInput {
  readonly labels: LabelVolume;
  readonly truth: LabelVolume;
  /** probability 0..255 by phase id that the labels came from; it widens the interval to what it leaves open */
  readonly probabilities?: ReadonlyMap<number, Uint8Array>;
  /** empty: the dead share is not judged */
  readonly collectorFaces: readonly Face[];
  /** default 18 */
  readonly connectivity?: Connectivity;
  /** layers above the collector through which lithium still counts as joined; default 0 */
  readonly haloVoxels?: number;
}

export interface PhaseAgreement {
  readonly dice: number | null;
  readonly iou: number | null;
  /** outlines that agree to within one voxel */
  readonly boundaryF1: number | null;
  /** (measured - true) / true volume */
  readonly volumeBias: number | null;
  /** (measured - true) / true surface, both by the Crofton estimator of 13 directions: smooth faces, box faces left out */
  readonly surfaceError: number | null;
  /** agreement of the centrelines; lithium only, where broken necks decide what is dead */
  readonly clDice?: number | null;
  /** present when a number is missing */
  readonly reason?: string;
}

export interface DeadFractionAgreement {
  readonly measured: number | null;
  readonly truth: number | null;
  readonly interval: readonly [number, number] | null;
  readonly reason?: string;
}

export interface Evaluation {
  /** by phase id, for every phase of the table but "unassigned" */
  readonly phases: Readonly<Record<string, PhaseAgreement>>;
  readonly connectivity: Connectivity;
  readonly deadFraction: DeadFractionAgreement;
  /** mean gap between stated probability and share that is right; null without probabilities of every phase that was called */
  readonly calibrationError: number | null;
}

export function evaluateLabels(input: EvaluationInput): Evaluation {
  const { labels, truth, connectivity = 18 } = input;
  requireSameShape(labels, truth, input.probabilities);
  const pairs = labelPairs(labels.data, truth.data);
  const phases: Record<string, PhaseAgreement> = {};
  for (const phase of PHASES) {
    if (phase.id === PHASE.unassigned) continue;
    phases[phase.id] = agreement(labels, truth, phase.id, phase.title, labelOverlap(pairs, phase.id));
  }
  return { phases, connectivity, deadFraction: deadFractions(input, connectivity), calibrationError: calibrationError(input) };
}

function requireSameShape(labels: LabelVolume, truth: LabelVolume, probabilities: EvaluationInput['probabilities']): void {
  if (labels.shape.some((n, axis) => n !== truth.shape[axis]))
    throw new InvalidInputError(
      `The labels have ${labels.shape.join('x')} voxels and the truth ${truth.shape.join('x')} (z x y x x); give two volumes of one shape.`,
      { code: 'shape-mismatch' },
    );
  for (const map of probabilities?.values() ?? [])
    if (map.length !== labels.data.length)
      throw new InvalidInputError(
        `The probabilities have ${map.length} voxels and the labels ${labels.data.length}; give the probabilities of the same run.`,
        { code: 'shape-mismatch' },
      );
}

function agreement(labels: LabelVolume, truth: LabelVolume, id: number, title: string, overlap: LabelOverlap): PhaseAgreement {
  const { both, measured, truth: real } = overlap;
  if (measured + real === 0)
    return {
      dice: null,
      iou: null,
      boundaryF1: null,
      volumeBias: null,
      surfaceError: null,
      ...(id === PHASE.lithium ? { clDice: null } : {}),
      reason: `no voxel of phase ${id} (${title}) in either volume`,
    };
  const f1 = boundaryF1(matchBoundaries(labels.data, truth.data, labels.shape, id));
  const missing = [
    ...(real === 0 ? [`the truth holds no voxel of phase ${id} (${title}), so its volume bias is undefined`] : []),
    ...(f1 === null ? [`phase ${id} (${title}) fills both volumes, so it has no boundary`] : []),
  ];
  return {
    dice: (2 * both) / (measured + real),
    iou: both / (measured + real - both),
    boundaryF1: f1,
    volumeBias: real === 0 ? null : (measured - real) / real,
    surfaceError: surfaceError(labels, truth, id),
    ...(id === PHASE.lithium ? { clDice: clDice(selectMask(labels.data, [id]), selectMask(truth.data, [id]), truth.shape) } : {}),
    ...(missing.length === 0 ? {} : { reason: missing.join('; ') }),
  };
}

/** null where the truth has no surface. The unit of length cancels, the aspect of the voxels does not. */
function surfaceError(labels: LabelVolume, truth: LabelVolume, value: number): number | null {
  const spacing = truth.calibration.spacing ?? ([1, 1, 1] as const);
  const real = croftonArea13(truth.data, truth.shape, spacing, { value });
  return real === 0 ? null : (croftonArea13(labels.data, labels.shape, spacing, { value }) - real) / real;
}

/** Needs more than lithium and collector: else the largest probability is not the call. */
function calibrationError({ probabilities, truth }: EvaluationInput): number | null {
  if (probabilities === undefined || probabilities.size < 3) return null;
  return expectedCalibrationError(calibrationCounts([...probabilities.values()], [...probabilities.keys()], truth.data));
}

interface DeadShare {
  readonly share: number | null;
  readonly reason: string | undefined;
}

function deadFractions(input: EvaluationInput, connectivity: Connectivity): DeadFractionAgreement {
  const { labels, truth, collectorFaces } = input;
  if (collectorFaces.length === 0)
    return {
      measured: null,
      truth: null,
      interval: null,
      reason: 'no collector face was given, so nothing says which lithium is connected',
    };
  const measured = deadShare(labels, input, connectivity, 'labels');
  const real = deadShare(truth, input, connectivity, 'truth');
  const reasons = [measured.reason, real.reason].filter((reason) => reason !== undefined);
  return {
    measured: measured.share,
    truth: real.share,
    interval: measured.share === null ? null : deadInterval(input),
    ...(reasons.length === 0 ? {} : { reason: reasons.join('; ') }),
  };
}

function deadShare(volume: LabelVolume, input: EvaluationInput, connectivity: Connectivity, name: string): DeadShare {
  const { collectorFaces, haloVoxels = 0 } = input;
  const body = collectorBody(volume, collectorFaces);
  const found = measureIsolation(volume.data, volume.shape, {
    collectorFaces,
    connectivity,
    haloVoxels,
    collectorBodyLabel: body ? PHASE.collector : undefined,
    flatAxis: flatAxis(volume.shape),
  });
  const all = found.live + found.dead + found.unknown;
  return all === 0 ? { share: null, reason: `the ${name} hold no lithium` } : { share: found.dead / all, reason: undefined };
}

/** From the probabilities: generous to strict rule. From labels alone: 26 to 6 neighbours. */
function deadInterval(input: EvaluationInput): readonly [number, number] | null {
  const { labels, probabilities, collectorFaces, haloVoxels = 0 } = input;
  const lithium = probabilities?.get(PHASE.lithium);
  if (lithium !== undefined) {
    const collector = probabilities?.get(PHASE.collector);
    const dense = collector !== undefined && collectorBody(labels, collectorFaces) ? { dense: collector } : {};
    return isolationFromProbabilities(lithium, labels.shape, { collectorFaces, haloVoxels, flatAxis: flatAxis(labels.shape), ...dense })
      .interval;
  }
  const shares = ([26, 6] as const).map((rule) => deadShare(labels, input, rule, 'labels').share ?? 0);
  return [Math.min(...shares), Math.max(...shares)];
}

/** True when collector material lies on a collector face; otherwise the face itself is the collector. */
function collectorBody(volume: LabelVolume, faces: readonly Face[]): boolean {
  const [nz, ny, nx] = volume.shape;
  const strides = [ny * nx, nx, 1] as const;
  return faces.some((face) => {
    const { axis, atEnd } = faceGeometry(face);
    const [a, b] = axis === 0 ? ([1, 2] as const) : axis === 1 ? ([0, 2] as const) : ([0, 1] as const);
    const first = atEnd ? ([nz, ny, nx][axis] ?? 1) - 1 : 0;
    for (let i = 0; i < volume.shape[a]; i++)
      for (let j = 0; j < volume.shape[b]; j++)
        if (volume.data[first * strides[axis] + i * strides[a] + j * strides[b]] === PHASE.collector) return true;
    return false;
  });
}

/** The axis of length one of an image, whose faces cut nothing. */
function flatAxis(shape: Shape3): 0 | 1 | 2 | null {
  const axis = shape.indexOf(1);
  return axis === -1 ? null : (axis as 0 | 1 | 2);
}
