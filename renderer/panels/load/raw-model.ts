/** How the samples of a headerless file lie, while somebody is typing it. */
import type { RawLayoutGuess } from '../../../src/contract/index.js';
import { numberText } from '../../ui/quantity-text.js';
import type { ReadEntry } from './load-model.js';

export interface RawDraft {
  readonly nx: number | '';
  readonly ny: number | '';
  readonly nz: number | '';
  readonly dtype: string;
  readonly bigEndian: boolean;
  /** bytes of a header before the first sample */
  readonly offset: number | '';
}

export const RAW_TYPES: Readonly<Record<string, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  float64: 8,
};

export const EMPTY_RAW: RawDraft = { nx: '', ny: '', nz: '', dtype: 'uint16', bigEndian: false, offset: 0 };

export function draftOfGuess({ shape, dtype, bigEndian, offset }: RawLayoutGuess): RawDraft {
  const [nx = 1, ny = 1, nz = 1] = shape.toReversed();
  return { nx, ny, nz, dtype, bigEndian, offset };
}

/** Bytes that the layout takes from the file; null while something is missing. */
export function neededBytes({ nx, ny, nz, dtype, offset }: RawDraft): number | null {
  const lengths = [nx, ny, nz];
  if (!lengths.every((n): n is number => typeof n === 'number' && Number.isInteger(n) && n > 0)) return null;
  const start = offset === '' ? 0 : offset;
  if (!Number.isInteger(start) || start < 0) return null;
  return start + lengths.reduce((product, n) => product * n, RAW_TYPES[dtype] ?? 1);
}

export interface RawCheck {
  readonly level: 'fits' | 'rest' | 'short' | 'incomplete';
  readonly text: string;
}

export function rawCheck(draft: RawDraft, size: number): RawCheck {
  const needed = neededBytes(draft);
  if (needed === null) return { level: 'incomplete', text: `The file has ${numberText(size)} bytes.` };
  const text = `Needs ${numberText(needed)} bytes, the file has ${numberText(size)}.`;
  if (needed > size) return { level: 'short', text: `${text} Make it smaller, or choose a smaller type.` };
  if (needed < size) return { level: 'rest', text: `${text} ${numberText(size - needed)} bytes at the end stay unread.` };
  return { level: 'fits', text: `${text} It fits exactly.` };
}

/** The layout as the id of a data set, which opens the file. */
export function rawDataset({ nx, ny, nz, dtype, bigEndian, offset }: RawDraft): string {
  const shape = nz === 1 ? `${ny}x${nx}` : `${nz}x${ny}x${nx}`;
  return `raw:shape=${shape},dtype=${dtype},endian=${bigEndian ? 'big' : 'little'},offset=${offset === '' ? 0 : offset}`;
}

/** What `info` would say of the file, once its layout is known. */
export function rawEntry(path: string, draft: RawDraft): ReadEntry {
  const flat = draft.nz === 1;
  const shape = [draft.nz, draft.ny, draft.nx].map(Number).slice(flat ? 1 : 0);
  return {
    path,
    format: 'raw',
    kind: flat ? 'image' : 'volume',
    dataset: rawDataset(draft),
    axes: flat ? 'yx' : 'zyx',
    shape,
    dtype: draft.dtype,
    spacing: null,
    sha256: null,
    warnings: [],
  };
}

/** "200 × 512 × 512 uint16, header of 512 bytes" */
export function guessText({ shape, dtype, bigEndian, offset }: RawLayoutGuess): string {
  const order = bigEndian ? ', big-endian' : '';
  return `${shape.join(' × ')} ${dtype}${order}${offset > 0 ? `, header of ${offset} bytes` : ''}`;
}

const KEY = 'raw-layouts';
const MOST_FOLDERS = 20;

/** The last layout of files of this folder, else the last of all: scans of one instrument are alike. */
export function rememberedLayout(path: string, store: Pick<Storage, 'getItem'>): RawDraft | null {
  const all = readAll(store);
  return (all.find(({ folder }) => folder === folderOf(path)) ?? all[0])?.draft ?? null;
}

export function rememberLayout(path: string, draft: RawDraft, store: Pick<Storage, 'getItem' | 'setItem'>): void {
  const folder = folderOf(path);
  const all = [{ folder, draft }, ...readAll(store).filter((one) => one.folder !== folder)].slice(0, MOST_FOLDERS);
  store.setItem(KEY, JSON.stringify(all));
}

function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, '');
}

/** What cannot be read is no memory. */
function readAll(store: Pick<Storage, 'getItem'>): { folder: string; draft: RawDraft }[] {
  try {
    const found: unknown = JSON.parse(store.getItem(KEY) ?? '[]');
    return Array.isArray(found)
      ? (found as { folder: string; draft: RawDraft }[]).filter((one) => typeof one.draft.dtype === 'string')
      : [];
  } catch {
    return [];
  }
}
