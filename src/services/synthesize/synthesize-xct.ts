/** A made-up deposit, its virtual X-ray scan and its truth, from one seed. */
import { createRng, NotFoundError } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import { drawXctParameters, imageXct } from '../../imaging/index.js';
import type { Regime, XctImage, XctParameters } from '../../imaging/index.js';
import { CELLS, DEPOSIT_PARAMS, checkGiven, FAMILIES, makeDeposit } from '../../simulate/index.js';
import type { CellState, Deposit, ParamValues } from '../../simulate/index.js';
import { IDENTITY_DIRECTION } from '../../volume/index.js';
import type { LabelVolume, Shape3, Volume } from '../../volume/index.js';

const DEFAULT_SHAPE: Shape3 = [64, 128, 128];

export interface SynthesizeXctRequest {
  /** id of a family of `FAMILIES` */
  readonly family: string;
  readonly seed: number;
  readonly shape?: Shape3 | undefined;
  /** metres; drawn from 200 to 1500 nm otherwise */
  readonly voxel?: number | undefined;
  /** lithium against electrolyte; drawn from 0.7 to 8 otherwise */
  readonly cnr?: number | undefined;
  readonly cell?: CellState | undefined;
  readonly regime?: Regime | undefined;
  /** parameters of the deposit or the family that are not drawn */
  readonly params?: ParamValues | undefined;
}

export interface XctTruth {
  readonly seed: number;
  readonly family: string;
  readonly shape: Shape3;
  /** metres */
  readonly voxel: number;
  readonly collector: 'y-';
  readonly cell: CellState;
  readonly cnr: number;
  readonly cnrReference: 'electrolyte' | 'gas';
  readonly regime: Regime;
  /** lithium cut off from the collector over all lithium, by neighbourhood; null without lithium */
  readonly deadFraction: Readonly<Record<'6' | '18' | '26', number | null>>;
  /** not seen to reach the collector, but cut by a face of the box */
  readonly unknownFraction: Readonly<Record<'6' | '18' | '26', number | null>>;
  /** share of the box by phase id */
  readonly fractions: Readonly<Record<string, number>>;
  readonly inverted: boolean;
  readonly bits: 8 | 16;
  readonly structure: Readonly<Record<string, number>>;
  readonly imaging: XctParameters & { readonly stored: XctImage['intensity'] };
}

export interface SyntheticXct {
  readonly image: Volume<Uint16Array<ArrayBuffer>>;
  readonly labels: LabelVolume;
  readonly truth: XctTruth;
}

/** The same request makes the same bytes. */
export function synthesizeXct(request: SynthesizeXctRequest, options: RunOptions = {}): SyntheticXct {
  const family = FAMILIES.find(({ id }) => id === request.family);
  if (family === undefined)
    throw new NotFoundError(`There is no family "${request.family}"; known are ${FAMILIES.map(({ id }) => id).join(', ')}.`, {
      code: 'unknown-family',
      subject: request.family,
    });
  const given = { ...request.params, ...(request.cell === undefined ? {} : { cell: CELLS.indexOf(request.cell) }) };
  checkGiven([...DEPOSIT_PARAMS, ...family.params], given);

  const { seed, shape = DEFAULT_SHAPE } = request;
  const rng = createRng(seed).fork('xct');
  const drawnVoxel = Math.round(rng.fork('voxel').logUniform(200, 1500)) * 1e-9;
  const voxel = request.voxel ?? drawnVoxel;
  const deposit = makeDeposit(family, { seed, shape, voxel, given }, options);
  const parameters = drawXctParameters(rng.fork('draw'), {
    shape,
    voxel,
    dry: deposit.cell === 'dry',
    cnr: request.cnr,
    regime: request.regime,
  });
  const { stored, intensity } = imageXct(deposit.labels.data, shape, parameters, rng.fork('image'), options);
  const image: Volume<Uint16Array<ArrayBuffer>> = {
    data: stored,
    shape,
    dtype: 'uint16',
    calibration: deposit.labels.calibration,
    origin: [0, 0, 0],
    direction: IDENTITY_DIRECTION,
    provenance: { source: `virtual X-ray scan of ${deposit.labels.provenance.source}` },
  };
  return { image, labels: deposit.labels, truth: truthOf(request.seed, deposit, parameters, intensity, voxel) };
}

function truthOf(seed: number, deposit: Deposit, imaging: XctParameters, stored: XctImage['intensity'], voxel: number): XctTruth {
  const { isolation, fractions, family } = deposit.truth;
  return {
    seed,
    family,
    shape: deposit.labels.shape,
    voxel,
    collector: deposit.collectorFace,
    cell: deposit.cell,
    cnr: imaging.noise.cnr,
    cnrReference: imaging.noise.reference,
    regime: imaging.regime,
    deadFraction: { '6': isolation['6'].dead, '18': isolation['18'].dead, '26': isolation['26'].dead },
    unknownFraction: { '6': isolation['6'].unknown, '18': isolation['18'].unknown, '26': isolation['26'].unknown },
    fractions,
    inverted: stored.inverted,
    bits: stored.bits,
    structure: deposit.params,
    imaging: { ...imaging, stored },
  };
}
