/** A procedural deposit from start to end: ground, growth, stripping, SEI, filling, cover. */
import { checkAborted, createRng } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import { labelVolume, PHASE, voxelCount } from '../volume/index.js';
import type { LabelVolume, Shape3 } from '../volume/index.js';
import { fillCell } from './deposit-cell.js';
import { fillGround, layCover, layGround } from './deposit-ground.js';
import { addFilm, dropSpecks, keepGrown, sever, strip } from './deposit-history.js';
import { drawDepositParams } from './deposit-params.js';
import { growSei } from './deposit-sei.js';
import { isolationTruth, phaseFractions } from './isolation-truth.js';
import type { IsolationTruth } from './isolation-truth.js';
import { drawParams } from './param-spec.js';
import type { ParamValues } from './param-spec.js';
import type { CellState, Family } from './structure.js';

export interface DepositRequest {
  readonly seed: number;
  readonly shape: Shape3;
  /** metres */
  readonly voxel: number;
  /** values that are not drawn */
  readonly given?: ParamValues;
}

export interface Deposit {
  readonly labels: LabelVolume;
  readonly collectorFace: 'y-';
  readonly cell: CellState;
  readonly params: Readonly<Record<string, number>>;
  readonly truth: {
    readonly seed: number;
    readonly family: string;
    readonly params: Readonly<Record<string, number>>;
    readonly fractions: Readonly<Record<string, number>>;
    readonly plated: number;
    readonly isolation: Readonly<Record<'6' | '18' | '26', IsolationTruth>>;
  };
}

/** The same seed, shape and given values make the same bytes. The voxel size only labels them. */
export function makeDeposit(family: Family, request: DepositRequest, options: RunOptions = {}): Deposit {
  const { seed, shape, given = {} } = request;
  const rng = createRng(seed).fork(family.id);
  const params = { ...drawDepositParams(rng.fork('deposit'), given), ...drawParams(family.params, rng.fork('family'), given) };

  const ground = layGround(shape, params, rng.fork('ground'));
  const labels = fillGround(ground);
  checkAborted(options.signal);
  const left = family.grow(params, ground, rng.fork('grow'));
  addFilm(left, ground, params, rng.fork('film'));
  keepGrown(left, ground);
  const plated = left.slice();
  checkAborted(options.signal);
  strip(left, ground, params, rng.fork('strip'));
  sever(left, ground, params, rng.fork('sever'));
  dropSpecks(left, ground, 6);
  for (let i = 0; i < labels.length; i++) if (left[i] === 1) labels[i] = PHASE.lithium;
  layCover(labels, ground, params, rng.fork('cover'));
  growSei(labels, shape, plated, left, params, rng.fork('sei'));
  checkAborted(options.signal);
  const cell = fillCell(labels, ground, params, rng.fork('cell'));

  const calibration = {
    spacing: [request.voxel, request.voxel, request.voxel] as const,
    source: 'chosen by the generator',
    unit: 'nm' as const,
  };
  return {
    labels: labelVolume(labels, shape, calibration, `${family.id}, seed ${seed}`),
    collectorFace: 'y-',
    cell,
    params,
    truth: {
      seed,
      family: family.id,
      params,
      fractions: phaseFractions(labels),
      plated: plated.reduce((sum, v) => sum + v, 0) / voxelCount(shape),
      isolation: {
        '6': isolationTruth(labels, shape, 'y-', 6),
        '18': isolationTruth(labels, shape, 'y-', 18),
        '26': isolationTruth(labels, shape, 'y-', 26),
      },
    },
  };
}
