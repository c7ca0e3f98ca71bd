/** The structures that a virtual instrument can be pointed at. The last one is kept: several pictures cost one structure. */
import { createRng, NotFoundError } from '../../base/index.js';
import type { ParamSpec, ParamValues, RunOptions } from '../../base/index.js';
import type { Modality } from '../../imaging/index.js';
import {
  DEPOSIT_PARAMS,
  FAMILIES,
  isolationTruth,
  magnifyLabels,
  makeDeposit,
  makeSpecimen,
  shapeBefore,
  SPECIMEN_PARAMS,
  SPECIMENS,
} from '../../simulate/index.js';
import type { CellState, IsolationTruth } from '../../simulate/index.js';
import { labelVolume, specimenTruth } from '../../volume/index.js';
import type { Face, LabelVolume, ProjectedSpecimen, Shape3 } from '../../volume/index.js';

export interface StructureRequest {
  readonly family: string;
  readonly seed: number;
  readonly shape: Shape3;
  /** metres */
  readonly voxel: number;
  readonly given: ParamValues;
  /** voxels per voxel of the structure: drawn from here, evenly in the logarithm, at a stated chance; else 1 */
  readonly magnified?: Modality['magnified'];
}

const MAGNIFICATION: ParamSpec = { id: 'magnification', title: 'Voxels of the picture per voxel of the structure', unit: '1', min: 1, max: 8, default: 1, log: true }; // prettier-ignore

export interface Structure {
  readonly labels: LabelVolume;
  readonly collector: Face | null;
  /** null where there is no cell: a thin specimen */
  readonly cell: CellState | null;
  /** what an electron beam goes through, where the structure was made as such */
  readonly specimen?: ProjectedSpecimen;
  readonly params: Readonly<Record<string, number>>;
  readonly isolation: Readonly<Record<'6' | '18' | '26', IsolationTruth>> | null;
}

/** A family as the service sees it, whatever it grows. */
interface StructureFamily {
  readonly id: string;
  readonly title: string;
  readonly heldOut: boolean;
  readonly params: readonly ParamSpec[];
  make(request: StructureRequest, options: RunOptions): Structure;
}

const DEPOSITS: readonly StructureFamily[] = FAMILIES.map((family) => ({
  ...family,
  params: [...DEPOSIT_PARAMS, ...family.params, MAGNIFICATION],
  make: ({ seed, shape, voxel, given: { magnification, ...given }, magnified }, options) => {
    const factor = magnification ?? drawMagnification(seed, magnified);
    const made = makeDeposit(family, { seed, shape: shapeBefore(shape, factor), voxel, given }, options);
    const common = { collector: made.collectorFace, cell: made.cell, params: { ...made.params, magnification: factor } };
    if (factor === 1) return { ...common, labels: made.labels, isolation: made.truth.isolation };
    const data = magnifyLabels(made.labels.data, made.labels.shape, shape, factor);
    return { ...common, labels: { ...made.labels, data, shape }, isolation: isolationOf(data, shape, made.collectorFace) };
  },
}));

function drawMagnification(seed: number, magnified: Modality['magnified']): number {
  const rng = createRng(seed).fork('magnification');
  return magnified !== undefined && rng.chance(magnified.chance) ? Number(rng.logUniform(1, magnified.most).toPrecision(3)) : 1;
}

const THIN: readonly StructureFamily[] = SPECIMENS.map((family) => ({
  ...family,
  params: [...SPECIMEN_PARAMS, ...family.params],
  make: ({ seed, shape, voxel, given }) => {
    const { params, ...specimen } = makeSpecimen(family, { seed, shape: [1, shape[1], shape[2]], pixel: voxel, given });
    const calibration = { spacing: [voxel, voxel, voxel] as const, source: 'chosen by the generator', unit: 'nm' as const };
    const labels = labelVolume(specimenTruth(specimen).labels, specimen.shape, calibration, `${family.id}, seed ${seed}`);
    return { labels, collector: null, cell: null, params, specimen, isolation: null };
  },
}));

/** What an instrument looks at. */
export function familiesOf(modality: Modality): readonly StructureFamily[] {
  return modality.structures === 'specimens' ? THIN : DEPOSITS;
}

export function findFamily(modality: Modality, id: string): StructureFamily {
  const families = familiesOf(modality);
  const family = families.find((one) => one.id === id);
  if (family !== undefined) return family;
  throw new NotFoundError(
    `There is no family "${id}" for ${modality.id} pictures; there are ${families.map((one) => one.id).join(', ')}.`,
    {
      code: 'unknown-family',
      subject: id,
    },
  );
}

let last: { readonly key: string; readonly structure: Structure } | undefined;

/** The same request makes the same structure. */
export function makeStructure(modality: Modality, request: StructureRequest, options: RunOptions = {}): Structure {
  const key = JSON.stringify([modality.id, request]);
  if (last?.key === key) return last.structure;
  const structure = findFamily(modality, request.family).make(request, options);
  last = { key, structure };
  return structure;
}

/** Dead and undecided lithium of labels that an instrument has cut or shifted; flat pictures cannot tell. */
export function isolationOf(labels: Uint8Array, shape: Shape3, collector: Face | null): Structure['isolation'] {
  if (collector === null || shape[0] < 2) return null;
  return {
    '6': isolationTruth(labels, shape, collector, 6),
    '18': isolationTruth(labels, shape, collector, 18),
    '26': isolationTruth(labels, shape, collector, 26),
  };
}
