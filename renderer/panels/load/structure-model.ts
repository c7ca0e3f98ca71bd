/** Particles or a mesh on their way to voxels: what a person says, and what that will make. Coordinates are x, y, z. */
import { METRES, type LengthUnit } from '../../../src/base/index.js';
import type { StructureDescription, VoxelizeChoice } from '../../../src/contract/index.js';
import { PHASE, PHASES } from '../../../src/volume/index.js';

export interface LengthDraft {
  readonly value: number | '';
  readonly unit: LengthUnit;
}

export interface StructureDraft {
  readonly method: string;
  /** length of one in the file */
  readonly unit: LengthDraft;
  /** edge of a voxel; empty: what the method chooses */
  readonly step: LengthDraft;
  readonly frame: number;
  readonly solid: 'all' | 'kinds' | 'threshold';
  readonly field: string;
  readonly kinds: readonly number[];
  readonly threshold: number | '';
  readonly radius: LengthDraft;
  readonly solidPhase: number;
  readonly restPhase: number;
}

export const UNIT_CHOICES: readonly { readonly value: LengthUnit; readonly label: string }[] = [
  { value: 'A', label: 'Å' },
  { value: 'nm', label: 'nm' },
  { value: 'um', label: 'µm' },
  { value: 'mm', label: 'mm' },
  { value: 'm', label: 'm' },
];

/** as the host refuses it */
export const MAX_VOXELS = 2 ** 28;

function inReadableUnit(metres: number): LengthDraft {
  const unit = (['m', 'mm', 'um', 'nm'] as const).find((one) => metres >= METRES[one]) ?? 'A';
  return { value: Number((metres / METRES[unit]).toPrecision(9)), unit };
}

/** The unit stays empty where neither the file nor an earlier answer gives it: nothing is guessed. */
export function firstDraft(found: StructureDescription): StructureDraft {
  const unit = found.unit ? inReadableUnit(found.unit.metres) : (found.remembered ?? { value: '' as const, unit: 'um' as const });
  const field = kindFields(found)[0]?.name ?? '';
  return {
    method: found.methods[0]?.id ?? '',
    unit,
    step: { value: '', unit: unit.unit },
    frame: Math.max(0, found.frames.length - 1),
    solid: 'all',
    field,
    kinds: [],
    threshold: '',
    radius: { value: '', unit: unit.unit },
    solidPhase: PHASE.lithium,
    restPhase: PHASE.electrolyte,
  };
}

/** Lengths that nobody has typed yet follow the unit of the file. */
export function withUnit(draft: StructureDraft, unit: LengthDraft): StructureDraft {
  const follow = (length: LengthDraft): LengthDraft => (length.value === '' ? { value: '', unit: unit.unit } : length);
  return { ...draft, unit, step: follow(draft.step), radius: follow(draft.radius) };
}

type Field = StructureDescription['fields'][number];

/** Fields whose few values name kinds of things: types of atoms, materials. */
export function kindFields({ fields }: StructureDescription): readonly Field[] {
  return fields.filter((field) => field.kinds !== null && field.kinds.length > 1);
}

export function valueFields({ fields }: StructureDescription): readonly Field[] {
  return fields.filter((field) => field.components === 1);
}

/** Metres in one length of the file. */
export function unitMetres({ unit }: StructureDraft): number | null {
  return typeof unit.value === 'number' && unit.value > 0 ? unit.value * METRES[unit.unit] : null;
}

export interface GridSize {
  readonly shape: readonly [number, number, number];
  readonly voxels: number;
  readonly isTooLarge: boolean;
}

/** z, y, x voxels of the box around the points; null until unit and edge are given. */
export function gridSize({ bounds, dimensions }: StructureDescription, draft: StructureDraft): GridSize | null {
  const metres = unitMetres(draft);
  const { value, unit } = draft.step;
  if (metres === null || typeof value !== 'number' || value <= 0) return null;
  const step = (value * METRES[unit]) / metres;
  const count = (axis: 0 | 1 | 2): number => {
    const length = (bounds.max[axis] ?? 0) - (bounds.min[axis] ?? 0);
    return Math.max(1, Math.ceil(length / step - 1e-6));
  };
  const shape = [dimensions === 2 ? 1 : count(2), count(1), count(0)] as const;
  const voxels = shape[0] * shape[1] * shape[2];
  return { shape, voxels, isTooLarge: voxels > MAX_VOXELS };
}

/** What is still missing, as a sentence; null: it can be made. */
export function missingOf(found: StructureDescription, draft: StructureDraft): string | null {
  if (unitMetres(draft) === null) return 'Give the length of one unit of the file.';
  if (gridSize(found, draft)?.isTooLarge) return 'These are more voxels than can be made at once; choose a longer edge.';
  if (draft.solid === 'kinds' && draft.kinds.length === 0) return 'Mark the kinds that are solid.';
  if (draft.solid === 'threshold' && (draft.threshold === '' || draft.field === ''))
    return 'Choose a field and the value from which it is solid.';
  if (draft.solidPhase === draft.restPhase) return 'Solid and rest are the same class; choose two.';
  return null;
}

/** The request of a complete draft. */
export function choiceOf(file: string, found: StructureDescription, draft: StructureDraft): VoxelizeChoice {
  const length = ({ value, unit }: LengthDraft): { value: number; unit: LengthUnit } | undefined =>
    typeof value === 'number' && value > 0 ? { value, unit } : undefined;
  const isAsRead = found.unit !== null && sameLength(draft.unit, inReadableUnit(found.unit.metres));
  const unit = isAsRead ? undefined : length(draft.unit);
  const [step, radius] = [length(draft.step), length(draft.radius)];
  return {
    file,
    ...(unit === undefined ? {} : { unit }),
    ...(step === undefined ? {} : { step }),
    ...(radius === undefined ? {} : { radius }),
    ...(draft.method === '' ? {} : { method: draft.method }),
    frame: draft.frame,
    ...(draft.solid === 'kinds' ? { select: { field: draft.field, values: [...draft.kinds] } } : {}),
    ...(draft.solid === 'threshold' && draft.threshold !== '' ? { field: draft.field, threshold: draft.threshold } : {}),
    solid: PHASES[draft.solidPhase]?.name ?? 'lithium',
    rest: PHASES[draft.restPhase]?.name ?? 'electrolyte',
  };
}

function sameLength(a: LengthDraft, b: LengthDraft): boolean {
  return a.value === b.value && a.unit === b.unit;
}

/** "step 4000, time 12.5" */
export function frameText(found: StructureDescription, frame: number): string {
  const info = found.frames[frame];
  if (!info) return `${frame}`;
  return info.time === undefined ? `step ${info.step}` : `step ${info.step}, time ${Number(info.time.toPrecision(6))}`;
}

/** "x −1 … 60 · y 0 … 60 · z 0 … 30, in units of the file" */
export function boundsText({ bounds, dimensions }: StructureDescription): string {
  const axes = ['x', 'y', 'z'].slice(0, dimensions);
  const short = (value: number | undefined): string => String(Number((value ?? 0).toPrecision(4))).replace('-', '−');
  return axes.map((axis, i) => `${axis} ${short(bounds.min[i])} … ${short(bounds.max[i])}`).join(' · ');
}
