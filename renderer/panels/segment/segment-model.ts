/** Model cards from the catalogue, whose records may carry more than the contract names. */
import type { CatalogItem } from '../../../src/contract/index.js';

export interface ModelCard {
  /** the handle of a model that lies in the study; null: installed */
  readonly ref: string | null;
  readonly id: string;
  readonly title: string;
  readonly version: string | null;
  readonly description: string | null;
  readonly classes: readonly string[];
  /** "X-ray tomography, voxels 200 to 1500 nm, CNR 1 to 8" */
  readonly trainedOn: readonly (readonly [name: string, value: string])[];
  /** "X-ray tomography"; null: the package does not say */
  readonly modality: string | null;
  /** edge lengths of the training data in nanometres */
  readonly voxelNm: readonly [number, number] | null;
  /** why the package cannot be used */
  readonly error: string | null;
  readonly warnings: readonly string[];
}

const MODALITIES: Readonly<Record<string, string>> = { xct: 'X-ray tomography', fib: 'FIB-SEM', 'fib-sem': 'FIB-SEM', cryo: 'cryo-TEM' };

export function modelCard(item: CatalogItem, ref: string | null = null): ModelCard {
  const trained = (item as Readonly<Record<string, unknown>>)['trainedOn'] ?? (item as Readonly<Record<string, unknown>>)['trained_on'];
  const { version, description, classes, error, warnings } = item as Readonly<Record<string, unknown>>;
  return {
    ref,
    id: item.id,
    title: item.title,
    version: typeof version === 'string' ? version : null,
    description: typeof description === 'string' ? description : null,
    classes: texts(classes),
    trainedOn: trainedOnRows(trained),
    modality: modalityOf(item, trained),
    voxelNm: pair(recordOf(trained)['voxel_nm'] ?? recordOf(trained)['voxelNm']),
    error: messageOf(error),
    warnings: texts(warnings),
  };
}

function messageOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  const { message } = value as { message?: unknown };
  return typeof message === 'string' ? message : null;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function modalityOf(item: CatalogItem, trained: unknown): string | null {
  const said = recordOf(item)['modality'] ?? recordOf(trained)['modality'];
  return typeof said === 'string' ? (MODALITIES[said] ?? said) : null;
}

function pair(value: unknown): readonly [number, number] | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [low, high] = value as readonly unknown[];
  return typeof low === 'number' && typeof high === 'number' ? [low, high] : null;
}

function range(value: unknown): string | null {
  const found = pair(value);
  return found && `${found[0]} to ${found[1]}`;
}

function trainedOnRows(value: unknown): (readonly [string, string])[] {
  const record = recordOf(value);
  const rows: (readonly [string, string])[] = [];
  const voxel = range(record['voxel_nm'] ?? record['voxelNm']);
  if (voxel) rows.push(['Voxels', `${voxel} nm`]);
  const cnr = range(record['cnr']);
  if (cnr) rows.push(['Contrast to noise', cnr]);
  return rows;
}

export const LEVEL_TITLES = {
  ok: 'Within the training range',
  warn: 'Check before you trust it',
  bad: 'Outside the training range',
} as const;

/** The suggested model first, the others as they came. */
export function suggestedFirst(models: readonly ModelCard[], suggested: string | null): readonly ModelCard[] {
  return models.toSorted((a, b) => Number(b.id === suggested) - Number(a.id === suggested));
}
