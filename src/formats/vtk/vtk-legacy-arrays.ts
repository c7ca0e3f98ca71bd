/** The text lines of a legacy VTK file and the places of the arrays between them. */
import type { ByteSource } from '../../ports/index.js';
import { checkedSize, corrupt, MAX_WHOLE_FILE_BYTES, unsupported } from '../limits.js';
import { storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';
import type { VtkArray, VtkGrid } from './vtk-grid.js';

const TYPES: Readonly<Record<string, StoredType>> = {
  unsigned_char: 'uint8',
  char: 'int8',
  signed_char: 'int8',
  unsigned_short: 'uint16',
  short: 'int16',
  unsigned_int: 'uint32',
  int: 'int32',
  vtkIdType: 'int32',
  vtktypeint64: 'int64',
  vtktypeuint64: 'uint64',
  long: 'int64',
  unsigned_long: 'uint64',
  float: 'float32',
  double: 'float64',
};

/** data sets that are read as meshes */
export const MESH_TYPES: readonly string[] = ['UNSTRUCTURED_GRID', 'POLYDATA', 'RECTILINEAR_GRID', 'STRUCTURED_GRID'];

/** a line of the header; names may be long, lines of numbers are not read as such */
const MAX_LINE = 4096;
const MAX_ARRAYS = 10_000;

/** lines that may follow the numbers of a text file */
const NEXT_HEADER =
  /^[ \t]*(?:(?:SCALARS|COLOR_SCALARS|LOOKUP_TABLE|VECTORS|NORMALS|TENSORS|TENSORS6|TEXTURE_COORDINATES|GLOBAL_IDS|PEDIGREE_IDS|FIELD|POINT_DATA|CELL_DATA|METADATA|POINTS|CELLS|CELL_TYPES|OFFSETS|CONNECTIVITY|VERTICES|LINES|POLYGONS|TRIANGLE_STRIPS|[XYZ]_COORDINATES)\b|\S+[ \t]+\d+[ \t]+\d+[ \t]+[a-z][A-Za-z_\d]+[ \t]*\r?$)/gm;

export interface LegacyArray extends VtkArray {
  readonly offset: number;
  /** bytes 0..255 that a text file writes as fractions of 1 */
  readonly fractions: boolean;
}

export interface LegacyFile {
  readonly text: boolean;
  readonly grid: VtkGrid;
  readonly arrays: readonly LegacyArray[];
}

export interface Cursor {
  readonly bytes: ByteSource;
  /** the whole file when it is text */
  readonly content: string | undefined;
  at: number;
}

/** The words of the next line that is not empty; undefined at the end. */
export async function nextWords(cursor: Cursor): Promise<string[] | undefined> {
  const { bytes, content } = cursor;
  while (cursor.at < bytes.size) {
    const part =
      content?.slice(cursor.at, cursor.at + MAX_LINE) ??
      new TextDecoder('latin1').decode(await bytes.read(cursor.at, Math.min(MAX_LINE, bytes.size - cursor.at)));
    const newline = part.indexOf('\n');
    if (newline < 0 && part.length === MAX_LINE) throw corrupt(bytes.name, `it has no header line at byte ${cursor.at}`);
    cursor.at += newline < 0 ? part.length : newline + 1;
    const line = (newline < 0 ? part : part.slice(0, newline)).trim();
    if (line !== '') return line.split(/\s+/);
  }
  return undefined;
}

export function skipNumbers(cursor: Cursor, byteLength: number): void {
  if (cursor.content === undefined) {
    cursor.at += byteLength;
    return;
  }
  NEXT_HEADER.lastIndex = cursor.at;
  cursor.at = NEXT_HEADER.exec(cursor.content)?.index ?? cursor.bytes.size;
}

export interface Walk {
  readonly cursor: Cursor;
  readonly arrays: LegacyArray[];
  tuples: number;
  onCells: boolean;
}

/** Notes an array of `tuples` and steps over its numbers. */
function addArray(walk: Walk, name: string, type: string, components: number, tuples = walk.tuples, fractions = false): void {
  const { cursor, arrays, onCells } = walk;
  const stored = legacyStored(type);
  if (stored === undefined && cursor.content === undefined)
    throw unsupported(
      cursor.bytes.name,
      `its array "${name}" has the type "${type}", which is not supported; save it as integers or floats.`,
    );
  if (arrays.length >= MAX_ARRAYS) throw corrupt(cursor.bytes.name, `it holds more than ${MAX_ARRAYS} arrays`);
  const needed = checkedSize(cursor.bytes.name, [tuples, components, stored === undefined ? 1 : storedBytes(stored)]);
  if (tuples === walk.tuples) arrays.push({ name, onCells, type, stored, components, offset: cursor.at, fractions });
  skipNumbers(cursor, needed);
}

export async function readAttribute(walk: Walk, [keyword = '', name = '', third = '', fourth]: readonly string[]): Promise<void> {
  const { cursor } = walk;
  switch (keyword.toUpperCase()) {
    case 'SCALARS': {
      const before = cursor.at;
      // the name of the colour table follows; some writers leave it out
      const next = await nextWords(cursor);
      if (next?.[0]?.toUpperCase() !== 'LOOKUP_TABLE') cursor.at = before;
      return addArray(walk, name, third, Number(fourth ?? 1));
    }
    case 'COLOR_SCALARS':
      return addArray(walk, name, 'unsigned_char', Number(third), walk.tuples, cursor.content !== undefined);
    case 'LOOKUP_TABLE':
      return skipNumbers(cursor, checkedSize(cursor.bytes.name, [Number(third), 4]));
    case 'VECTORS':
    case 'NORMALS':
      return addArray(walk, name, third, 3);
    case 'TENSORS':
      return addArray(walk, name, third, 9);
    case 'TENSORS6':
      return addArray(walk, name, third, 6);
    case 'TEXTURE_COORDINATES':
      return addArray(walk, name, fourth ?? '', Number(third));
    case 'GLOBAL_IDS':
    case 'PEDIGREE_IDS':
      return addArray(walk, name, third, 1);
    case 'FIELD':
      return readField(walk, Number(third));
    case 'METADATA':
      return skipMetadata(cursor);
    default:
      throw corrupt(cursor.bytes.name, `"${keyword.slice(0, 40)}" is no attribute of a VTK file`);
  }
}

async function readField(walk: Walk, count: number): Promise<void> {
  const { cursor } = walk;
  if (!(count >= 0 && count <= MAX_ARRAYS)) throw corrupt(cursor.bytes.name, `its field claims ${count || 'no'} arrays`);
  for (let i = 0; i < count;) {
    const words = await nextWords(cursor);
    if (words === undefined) throw corrupt(cursor.bytes.name, `its field ends after ${i} of ${count} arrays`);
    if (words[0] === 'METADATA') {
      await skipMetadata(cursor);
      continue;
    }
    const [name = '', components = '', tuples = '', type = ''] = words;
    addArray(walk, name, type, Number(components), Number(tuples));
    i++;
  }
}

/** Metadata end with an empty line. */
async function skipMetadata(cursor: Cursor): Promise<void> {
  const { bytes } = cursor;
  const part = new TextDecoder('latin1').decode(await bytes.read(cursor.at, Math.min(16 * MAX_LINE, bytes.size - cursor.at)));
  const blank = /\n[ \t]*\r?\n/.exec(part);
  if (blank === null && cursor.at + part.length < bytes.size) throw corrupt(bytes.name, 'its metadata do not end');
  cursor.at += blank === null ? part.length : blank.index + blank[0].length;
}

/** The numbers of points and their distances, from lines that may stand in any order. */
function gridOf(numbers: ReadonlyMap<string, number[]>, name: string): VtkGrid {
  const points = numbers.get('DIMENSIONS') ?? [];
  if (points.length !== 3) throw corrupt(name, 'its VTK header lacks the DIMENSIONS');
  checkedSize(name, points);
  return { points, spacing: numbers.get('SPACING') ?? numbers.get('ASPECT_RATIO') ?? [] };
}

function startData(walk: Walk, grid: VtkGrid, [keyword = '', count = '']: readonly string[]): void {
  const { name } = walk.cursor.bytes;
  walk.onCells = keyword.toUpperCase() === 'CELL_DATA';
  walk.tuples = Number(count);
  const expected = checkedSize(
    name,
    grid.points.map((n) => (walk.onCells ? Math.max(1, n - 1) : n)),
  );
  if (walk.tuples !== expected) throw corrupt(name, `its ${keyword} has ${count} values, but its dimensions need ${expected}`);
}

export interface LegacyStart {
  readonly cursor: Cursor;
  readonly text: boolean;
  /** the kind of its data set, in capitals */
  readonly type: string;
}

/** Reads the lines up to the kind of the data set. */
export async function startLegacy(bytes: ByteSource): Promise<LegacyStart> {
  const { name, size } = bytes;
  const head = new TextDecoder('latin1').decode(await bytes.read(0, Math.min(MAX_LINE, size)));
  const lines = /^# vtk DataFile[^\n]*\n[^\n]*\n[ \t]*(ASCII|BINARY)[ \t]*\r?\n/i.exec(head);
  if (lines === null) throw corrupt(name, 'its VTK header has no line ASCII or BINARY');
  const text = lines[1]?.toUpperCase() === 'ASCII';
  if (text && size > MAX_WHOLE_FILE_BYTES / 4)
    throw unsupported(name, 'text data of this size are not supported; save it as binary.', 'too-large');
  const content = text ? new TextDecoder('latin1').decode(await bytes.read(0, size)) : undefined;
  const cursor: Cursor = { bytes, content, at: lines[0].length };
  const [, type = ''] = (await nextWords(cursor)) ?? [];
  return { cursor, text, type: type.toUpperCase() };
}

/** The kind of the data set from the first bytes, in capitals; empty where they are no legacy VTK file. */
export function legacyType(head: Uint8Array): string {
  const text = new TextDecoder('latin1').decode(head);
  return /^# vtk DataFile[^\n]*\n[^\n]*\n\s*(?:ASCII|BINARY)\s+DATASET[ \t]+(\w+)/i.exec(text)?.[1]?.toUpperCase() ?? '';
}

/** The type of samples that a legacy file names. */
export function legacyStored(type: string): StoredType | undefined {
  return Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
}

export async function readLegacy(bytes: ByteSource): Promise<LegacyFile> {
  const { name } = bytes;
  const { cursor, text, type } = await startLegacy(bytes);
  if (type !== 'STRUCTURED_POINTS')
    throw unsupported(name, `its VTK data set is ${type || 'missing'}, not STRUCTURED_POINTS; resample it to a uniform grid.`);
  const walk: Walk = { cursor, arrays: [], tuples: NaN, onCells: false };
  const numbers = new Map<string, number[]>();
  for (let words = await nextWords(cursor); words !== undefined; words = await nextWords(cursor)) {
    const keyword = (words[0] ?? '').toUpperCase();
    if (['DIMENSIONS', 'ORIGIN', 'SPACING', 'ASPECT_RATIO'].includes(keyword)) numbers.set(keyword, words.slice(1, 4).map(Number));
    else if (keyword === 'POINT_DATA' || keyword === 'CELL_DATA') startData(walk, gridOf(numbers, name), words);
    else await readAttribute(walk, words);
  }
  return { text, grid: gridOf(numbers, name), arrays: walk.arrays };
}
