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
  /** which of the things that can be opened */
  readonly pick: number;
  readonly time: number;
  readonly channel: number;
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

export const EMPTY_FORM: LoadForm = { name: '', pick: 0, time: 0, channel: 0, voxel: voxelDraft(null), collector: [], cell: null };

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

/**
 * What is opened: the volume of one file, or single images as the slices of one volume. What does not fit together is
 * said by name; the host refuses or skips by the same rules.
 */
export function joinedEntry(opened: readonly ReadEntry[]): ReadEntry | undefined {
  const [first] = opened;
  if (!first || opened.length < 2 || !opened.every((entry) => entry.kind === 'image')) return first;
  const common = mostCommon(opened.map((entry) => sizeText(entry)));
  const odd = opened.filter((entry) => sizeText(entry) !== common);
  const standard = opened.find((entry) => sizeText(entry) === common) ?? first;
  const missing = missingNumbers(opened.map((entry) => entry.path));
  const warnings = [
    ...new Set(opened.flatMap((entry) => entry.warnings)),
    ...odd.map((entry) => `${baseName(entry.path)} is ${sizeText(entry)}, the others are ${common}; remove it or export it again.`),
    ...(missing.length > 0
      ? [`Missing between the first and the last slice: ${missing.slice(0, 12).join(', ')}${missing.length > 12 ? ', …' : ''}.`]
      : []),
  ];
  return { ...standard, kind: 'volume', axes: `z${standard.axes ?? 'yx'}`, shape: [opened.length, ...(standard.shape ?? [])], warnings };
}

function sizeText(entry: ReadEntry): string {
  return `${(entry.shape ?? []).join(' × ')} ${entry.dtype ?? ''}`;
}

function mostCommon(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].reduce((best, item) => (item[1] > best[1] ? item : best))[0];
}

export const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** Gaps in the last number of the names, as the names write them: "0337". */
function missingNumbers(paths: readonly string[]): string[] {
  const digits = paths.map((path) => /(\d+)\D*$/.exec(baseName(path).replace(/\.[a-z0-9]+$/i, ''))?.[1]);
  if (!digits.every((text) => text !== undefined)) return [];
  const numbers = new Set(digits.map(Number));
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  // a date or a sample number is no running number
  if (numbers.size !== paths.length || most - least > 2 * paths.length) return [];
  const width = digits[0]?.length ?? 0;
  return Array.from({ length: most - least + 1 }, (_, i) => least + i)
    .filter((n) => !numbers.has(n))
    .map((n) => String(n).padStart(width, '0'));
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
export function formFor(chosen: Chosen, entry: ReadEntry | undefined, pick = 0): LoadForm {
  return { ...EMPTY_FORM, name: suggestedName(chosen.names), pick, voxel: draftOf(entry) };
}

/** Another thing is to be opened: what a person said of the sample stays, what the file says is of the new one. */
export function withPick(form: LoadForm, pick: number, entry: ReadEntry | undefined): LoadForm {
  return { ...form, pick, time: 0, channel: 0, voxel: draftOf(entry) };
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
  switch (entry.kind) {
    case 'image':
      return 'A single image: isolation can only be told in the plane, as an upper bound.';
    case 'series':
      return 'A series of images in time, not a volume: it can be looked at and not measured. Choose one time point to measure that image.';
    case 'projections':
      return 'Tilt projections, not a reconstructed volume: they can be looked at and not measured. Reconstruct them first.';
    case 'spectrum':
      return 'A spectrum, not an image: it cannot be opened. Choose an image of the file.';
    default:
      return null;
  }
}
