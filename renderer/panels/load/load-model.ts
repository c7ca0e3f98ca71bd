/** What the load panel knows before a study exists: the files chosen, what was read of them, and the form. */
import type { ErrorData } from '../../../src/base/index.js';
import type { CellKind, InfoDocument, InfoEntry } from '../../../src/contract/index.js';
import type { Face } from '../../../src/volume/index.js';
import { voxelDraft, voxelOf, type VoxelDraft } from '../../ui/voxel-fields.js';

export interface Chosen {
  readonly refs: readonly string[];
  readonly names: readonly string[];
}

export interface LoadForm {
  readonly name: string;
  readonly voxel: VoxelDraft;
  readonly collector: readonly Face[];
  readonly cell: CellKind | null;
}

export type LoadState =
  | { readonly at: 'idle' }
  | { readonly at: 'uploading'; readonly names: readonly string[]; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly at: 'reading'; readonly chosen: Chosen }
  | { readonly at: 'read'; readonly chosen: Chosen; readonly info: InfoDocument }
  | { readonly at: 'failed'; readonly error: ErrorData };

export type ReadEntry = Extract<InfoEntry, { format: string }>;
export type FailedEntry = Extract<InfoEntry, { error: unknown }>;

export const EMPTY_FORM: LoadForm = { name: '', voxel: voxelDraft(null), collector: [], cell: null };

/** The volumes that opened, and those that did not. */
export function splitEntries(info: InfoDocument): { readonly opened: readonly ReadEntry[]; readonly failed: readonly FailedEntry[] } {
  const opened: ReadEntry[] = [];
  const failed: FailedEntry[] = [];
  for (const entry of info.volumes) {
    if ('error' in entry) failed.push(entry);
    else opened.push(entry);
  }
  return { opened, failed };
}

/** "0001.tif … 0512.tif (512 files)" */
export function namesText(names: readonly string[]): string {
  const [first] = names;
  if (first === undefined) return '';
  return names.length === 1 ? first : `${first} … ${names.at(-1) ?? ''} (${names.length} files)`;
}

/** A first name for the study: the file without its endings, digits of a slice number dropped. */
export function suggestedName(names: readonly string[]): string {
  const base = (names[0] ?? '').replace(/\.(gz|zst)$/i, '').replace(/(\.ome)?\.[a-z0-9]{1,6}$/i, '');
  const short = names.length > 1 ? base.replace(/[-_. ]*\d+$/, '') : base;
  return short || base;
}

/** The form filled from what the file says. */
export function formFor(chosen: Chosen, entry: ReadEntry | undefined): LoadForm {
  return { ...EMPTY_FORM, name: suggestedName(chosen.names), voxel: draftOf(entry) };
}

function draftOf(entry: ReadEntry | undefined): VoxelDraft {
  const spacing = entry?.spacing;
  const units: Readonly<Record<string, 'm' | 'mm' | 'um' | 'nm' | 'A'>> = { m: 'm', mm: 'mm', um: 'um', nm: 'nm', A: 'A' };
  const unit = spacing?.unit ? units[spacing.unit] : undefined;
  if (!spacing || !unit) return voxelDraft(null);
  const [a, b, c] = spacing.value;
  // a single image has no third edge: take the row's
  const value: [number, number, number] = c === undefined ? [a ?? 0, a ?? 0, b ?? a ?? 0] : [a ?? 0, b ?? 0, c];
  return voxelDraft({ value, unit });
}

/** The voxel size to send: only when it differs from what the file says. */
export function givenVoxel(form: LoadForm, entry: ReadEntry | undefined): ReturnType<typeof voxelOf> {
  const typed = voxelOf(form.voxel);
  const read = voxelOf(draftOf(entry));
  return typed && JSON.stringify(typed) !== JSON.stringify(read) ? typed : null;
}

const BYTES: Readonly<Record<string, number>> = { uint8: 1, int8: 1, uint16: 2, int16: 2, uint32: 4, int32: 4, float32: 4, float64: 8 };

export function decodedBytes(entry: ReadEntry): number | null {
  const bytes = BYTES[entry.dtype ?? ''];
  return entry.shape && bytes ? entry.shape.reduce((product, size) => product * size, bytes) : null;
}

/** What a two-dimensional or ordered stack means for the numbers. */
export function kindNote(entry: ReadEntry): string | null {
  if (entry.kind === 'image') return 'A single image: isolation can only be told in the plane, as an upper bound.';
  if (entry.kind === 'series') return 'A time series, not a volume: slices are treated as separate images.';
  if (entry.kind === 'projections') return 'Tilt projections, not a reconstructed volume: reconstruct them first.';
  return entry.kind === 'volume' ? null : `A ${entry.kind}, not an image stack.`;
}
