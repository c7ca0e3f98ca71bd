/** A procedural deposit from start to end: ground, growth, stripping, SEI, filling, cover. */
import { checkAborted, createRng, drawParams } from '../base/index.js';
import type { ParamValues, Rng, RunOptions } from '../base/index.js';
import { labelVolume, PHASE, voxelCount } from '../volume/index.js';
import type { LabelVolume, Shape3 } from '../volume/index.js';
import { fillCell } from './deposit-cell.js';
import { fillGround, layCover, layGround } from './deposit-ground.js';
import { addFilm, applyFate, cutThrough, driftAway, dropSpecks, fillPinholes, keepGrown, sever, strip } from './deposit-history.js';
import { drawDepositParams } from './deposit-params.js';
import { growSei } from './deposit-sei.js';
import { isolationTruth, phaseFractions } from './isolation-truth.js';
import type { IsolationTruth } from './isolation-truth.js';
import type { CellState, Family, Ground, PlatedAndLeft } from './structure.js';

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

/** Voxels of the smallest piece and of the smallest void. */
const SPECK = 10;

/** The same seed, shape and given values make the same bytes. The voxel size only labels them. */
export function makeDeposit(family: Family, request: DepositRequest, options: RunOptions = {}): Deposit {
  const { seed, shape, given = {} } = request;
  const rng = createRng(seed).fork(family.id);
  const params = {
    ...drawDepositParams(rng.fork('deposit'), given, family.deposit?.(rng.fork('own'))),
    ...drawParams(family.params, rng.fork('family'), given),
  };

  const ground = layGround(shape, params, rng.fork('ground'));
  const labels = fillGround(ground);
  checkAborted(options.signal);
  const { plated, left, host } = growAndStrip(family, params, ground, rng);
  checkAborted(options.signal);
  sever(left, ground, params, rng.fork('sever'));
  cutThrough(left, ground, params, rng.fork('cuts'));
  driftAway(left, ground, params, rng.fork('drift'));
  dropSpecks(left, ground, SPECK);
  if (host === undefined) fillPinholes(left, ground, SPECK);
  applyFate(plated, left, params);
  if (host !== undefined) layHost(labels, host, plated);
  for (let i = 0; i < labels.length; i++) if (left[i] === 1) labels[i] = PHASE.lithium;
  layCover(labels, ground, params, rng.fork('cover'));
  growSei(labels, shape, plated, left, params, host !== undefined, rng.fork('sei'));
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

/** Stripping by the family's own rule where it has one, by bands and patches otherwise. */
function growAndStrip(family: Family, params: ParamValues, ground: Ground, rng: Rng): PlatedAndLeft {
  if (family.growAndStrip !== undefined) return withFilm(family.growAndStrip(params, ground, rng.fork('grow')), params, ground, rng);
  const grown = family.grow(params, ground, rng.fork('grow'));
  const left = grown.map((v) => (v === PHASE.lithium ? 1 : 0));
  addFilm(left, ground, params, rng.fork('film'));
  keepGrown(left, ground);
  const plated = left.slice();
  strip(left, ground, params, rng.fork('strip'));
  return grown.some((v) => v > PHASE.lithium) ? { plated, left, host: grown } : { plated, left };
}

/** What the family put around the lithium; lithium of it that was never reached, or was stripped, leaves a void. */
function layHost(labels: Uint8Array, host: Uint8Array, plated: Uint8Array): void {
  for (let i = 0; i < labels.length; i++) {
    const phase = host[i] ?? 0;
    if (labels[i] !== PHASE.electrolyte || phase === 0) continue;
    if (phase !== PHASE.lithium) labels[i] = phase;
    else if (plated[i] === 0) labels[i] = PHASE.pore;
  }
}

/** Adds the dense film, which is no part of the model of growth and is stripped by bands. */
function withFilm({ plated, left }: PlatedAndLeft, params: ParamValues, ground: Ground, rng: Rng): PlatedAndLeft {
  const film = new Uint8Array(plated.length);
  addFilm(film, ground, params, rng.fork('film'));
  for (let i = 0; i < film.length; i++) if (film[i] === 1) plated[i] = 1;
  keepGrown(plated, ground);
  strip(film, ground, params, rng.fork('strip'));
  for (let i = 0; i < film.length; i++) left[i] = plated[i] === 1 && (left[i] === 1 || film[i] === 1) ? 1 : 0;
  return { plated, left };
}
