/** Model cards from the catalogue, whose records may carry more than the contract names. */
import type { CatalogItem } from '../../../src/contract/index.js';

export interface ModelCard {
  readonly id: string;
  readonly title: string;
  readonly version: string | null;
  readonly description: string | null;
  readonly classes: readonly string[];
  /** "X-ray tomography, voxels 200 to 1500 nm, CNR 1 to 8" */
  readonly trainedOn: readonly (readonly [name: string, value: string])[];
  /** why the package cannot be used */
  readonly error: string | null;
  readonly warnings: readonly string[];
}

const MODALITIES: Readonly<Record<string, string>> = { xct: 'X-ray tomography', fib: 'FIB-SEM', 'fib-sem': 'FIB-SEM', cryo: 'cryo-TEM' };

export function modelCard(item: CatalogItem): ModelCard {
  const { version, description, classes, error, warnings } = item as Readonly<Record<string, unknown>>;
  return {
    id: item.id,
    title: item.title,
    version: typeof version === 'string' ? version : null,
    description: typeof description === 'string' ? description : null,
    classes: texts(classes),
    trainedOn: trainedOnRows(
      (item as Readonly<Record<string, unknown>>)['trainedOn'] ?? (item as Readonly<Record<string, unknown>>)['trained_on'],
    ),
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

function range(value: unknown): string | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  return `${String(value[0])} to ${String(value[1])}`;
}

function trainedOnRows(value: unknown): (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  const record = value as Readonly<Record<string, unknown>>;
  const rows: (readonly [string, string])[] = [];
  const modality = record['modality'];
  if (typeof modality === 'string') rows.push(['Made for', MODALITIES[modality] ?? modality]);
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
