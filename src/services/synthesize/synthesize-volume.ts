/** A made-up structure, its picture in a virtual instrument and its truth, from one seed. */
import { createRng, NotFoundError } from '../../base/index.js';
import type { ParamSpec, ParamValues, RunOptions } from '../../base/index.js';
import { checkGiven } from '../../base/index.js';
import { MODALITIES } from '../../imaging/index.js';
import type { Modality, VirtualImage } from '../../imaging/index.js';
import { phaseFractions } from '../../simulate/index.js';
import type { CellState } from '../../simulate/index.js';
import { IDENTITY_DIRECTION } from '../../volume/index.js';
import type { Calibration, Face, LabelVolume, Shape3, Volume } from '../../volume/index.js';
import { findFamily, isolationOf, makeStructure } from './structures.js';
import type { Structure } from './structures.js';

export interface SynthesizeRequest {
  readonly family: string;
  readonly modality: string;
  /** of the structure */
  readonly seed: number;
  /** number of the picture of this structure; 0 */
  readonly picture?: number | undefined;
  readonly shape?: Shape3 | undefined;
  /** metres; drawn from the range of the modality otherwise */
  readonly voxel?: number | undefined;
  /** parameters of the structure and of the instrument that are not drawn */
  readonly given?: ParamValues | undefined;
}

type PerNeighbourhood = Readonly<Record<'6' | '18' | '26', number | null>>;

export interface SynthesisTruth {
  /** of the structure */
  readonly seed: number;
  readonly structure: number;
  readonly picture: number;
  readonly modality: Modality['id'];
  readonly family: string;
  readonly shape: Shape3;
  /** metres, z y x */
  readonly spacing: readonly [number, number, number];
  /** metres, of the pixel */
  readonly voxel: number;
  readonly collector: Face | null;
  readonly cell: CellState | null;
  readonly cnr: number | null;
  readonly regime: string | null;
  /** never drawn for training: the family of the structure, the kind of picture */
  readonly heldOut: { readonly family: boolean; readonly regime: boolean };
  /** lithium cut off from the collector over all lithium, by neighbourhood; null without lithium or in a flat picture */
  readonly deadFraction: PerNeighbourhood;
  /** not seen to reach the collector, but cut by a face of the box */
  readonly unknownFraction: PerNeighbourhood;
  /** share of the box by phase id */
  readonly fractions: Readonly<Record<string, number>>;
  readonly inverted: boolean;
  readonly bits: 8 | 16;
  readonly structureParams: Readonly<Record<string, number>>;
  readonly imaging: VirtualImage['parameters'];
}

export interface SyntheticVolume {
  readonly image: Volume<Uint16Array<ArrayBuffer>>;
  readonly labels: LabelVolume;
  /** finer classes than the phases, where the modality has them */
  readonly codes?: Uint8Array;
  readonly truth: SynthesisTruth;
}

export function findModality(id: string): Modality {
  const modality = MODALITIES.find((one) => one.id === id);
  if (modality !== undefined) return modality;
  throw new NotFoundError(`There is no virtual instrument "${id}"; there are ${MODALITIES.map((one) => one.id).join(', ')}.`, {
    code: 'unknown-modality',
    subject: id,
  });
}

/** Everything that can be given for a family in an instrument, beside shape and voxel size. */
export function paramsOf(modality: Modality, family: string): readonly ParamSpec[] {
  return [...modality.params, ...findFamily(modality, family).params];
}

/** The same request makes the same bytes. */
export function synthesizeVolume(request: SynthesizeRequest, options: RunOptions = {}): SyntheticVolume {
  const modality = findModality(request.modality);
  const { seed, picture = 0, shape = defaultShape(modality), given = {} } = request;
  checkGiven(paramsOf(modality, request.family), given);
  const rng = createRng(seed).fork(modality.id);
  const drawnVoxel = roundedLength(rng.fork('voxel').logUniform(...modality.voxelRange));
  const voxel = request.voxel ?? drawnVoxel;

  const imagingIds = new Set(modality.params.map(({ id }) => id));
  const part = (imaging: boolean): ParamValues =>
    Object.fromEntries(Object.entries(given).filter(([id]) => imagingIds.has(id) === imaging));
  const structure = makeStructure(
    modality,
    { family: request.family, seed, shape, voxel, given: part(false), magnified: modality.magnified },
    options,
  );
  const spacing = structure.labels.calibration.spacing ?? ([voxel, voxel, voxel] as const);
  const shown = modality.image(
    {
      labels: structure.labels.data,
      shape: structure.labels.shape,
      spacing,
      dry: structure.cell === 'dry',
      specimen: structure.specimen,
      given: part(true),
    },
    rng.fork(`picture ${picture}`),
    options,
  );
  const { source } = structure.labels.provenance;
  const calibration: Calibration = { spacing: shown.spacing, source: 'chosen by the generator', unit: 'nm' };
  const common = { shape: shown.shape, calibration, origin: [0, 0, 0] as const, direction: IDENTITY_DIRECTION };
  return {
    image: { ...common, data: shown.stored, dtype: 'uint16', provenance: { source: `${modality.title}, virtual, of ${source}` } },
    labels: { ...structure.labels, ...common, data: shown.labels },
    ...(shown.codes === undefined ? {} : { codes: shown.codes }),
    truth: truthOf(request, modality, structure, shown, picture),
  };
}

/** Thin specimens are pictures, not volumes. */
export function defaultShape({ structures }: Modality): Shape3 {
  return structures === 'specimens' ? [1, 256, 256] : [64, 128, 128];
}

/** Three digits are enough for a voxel size. */
function roundedLength(metres: number): number {
  return Number(metres.toPrecision(3));
}

function truthOf(
  request: SynthesizeRequest,
  modality: Modality,
  structure: Structure,
  shown: VirtualImage,
  picture: number,
): SynthesisTruth {
  const changed = shown.labels !== structure.labels.data;
  const isolation = changed ? isolationOf(shown.labels, shown.shape, structure.collector) : structure.isolation;
  const per = (what: 'dead' | 'unknown'): PerNeighbourhood => ({
    '6': isolation?.['6'][what] ?? null,
    '18': isolation?.['18'][what] ?? null,
    '26': isolation?.['26'][what] ?? null,
  });
  const regime = shown.parameters['regime'];
  return {
    seed: request.seed,
    structure: request.seed,
    picture,
    modality: modality.id,
    family: request.family,
    shape: shown.shape,
    spacing: shown.spacing,
    voxel: shown.spacing[2],
    collector: structure.collector,
    cell: structure.cell,
    cnr: shown.cnr,
    regime: typeof regime === 'string' ? regime : null,
    heldOut: {
      family: findFamily(modality, request.family).heldOut,
      regime: typeof regime === 'string' && modality.heldOutRegimes?.includes(regime) === true,
    },
    deadFraction: per('dead'),
    unknownFraction: per('unknown'),
    fractions: phaseFractions(shown.labels),
    inverted: shown.inverted,
    bits: shown.bits,
    structureParams: structure.params,
    imaging: shown.parameters,
  };
}
