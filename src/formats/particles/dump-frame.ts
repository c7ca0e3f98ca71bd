/** One frame of a dump: which columns are coordinates, and how they become points. */
import type { ByteSource } from '../../ports/index.js';
import { corrupt, unsupported } from '../limits.js';
import type { DumpFrame } from './dump-index.js';
import { fieldsOf, fromFractions, isFlat, pointsOf } from './frames.js';
import type { ParticleFrame, Triple } from './frames.js';
import { parseNumber } from './number-text.js';
import { RowParser } from './row-table.js';
import type { Words } from './row-table.js';
import { TextScanner } from './text-scanner.js';

/** coordinates as they come first: as they are, without wrapping, as fractions of the box */
const FAMILIES: readonly { readonly suffix: string; readonly scaled: boolean }[] = [
  { suffix: '', scaled: false },
  { suffix: 'u', scaled: false },
  { suffix: 's', scaled: true },
  { suffix: 'su', scaled: true },
];

interface Coordinates {
  /** columns of x, y, z; -1 where z is missing */
  readonly at: Triple;
  readonly scaled: boolean;
}

function coordinateColumns(columns: readonly string[]): Coordinates | undefined {
  const found = FAMILIES.map(({ suffix, scaled }) => {
    const at: Triple = [columns.indexOf(`x${suffix}`), columns.indexOf(`y${suffix}`), columns.indexOf(`z${suffix}`)];
    return { at, scaled };
  }).filter(({ at }) => at[0] >= 0 && at[1] >= 0);
  // a family with z is better than one without
  return found.find(({ at }) => at[2] >= 0) ?? found[0];
}

const WORD_COLUMNS = /^(?:element|typelabel)$/;

/** Reads the rows of a frame, and nothing else. */
export async function readDumpFrame(bytes: ByteSource, frame: DumpFrame, words: Words, signal?: AbortSignal): Promise<ParticleFrame> {
  const { name } = bytes;
  const { columns, count, box } = frame;
  const coordinates = coordinateColumns(columns);
  if (coordinates === undefined)
    throw unsupported(
      name,
      `its columns (${columns.join(' ').slice(0, 80)}) hold no x and y (or xu, xs, xsu); write them with dump custom.`,
    );
  if (coordinates.scaled && box === undefined) throw corrupt(name, 'its coordinates are fractions of a box that it does not give');
  const scanner = new TextScanner(bytes, frame.offset, signal);
  const first = count === 0 ? [] : ((await scanner.peek()) ?? '').trim().split(/\s+/);
  const isWord = columns.map(
    (column, i) => !coordinates.at.includes(i) && (WORD_COLUMNS.test(column) || parseNumber(first[i] ?? '0') === undefined),
  );
  const parser = new RowParser(name, {
    columns: columns.map((column, i) => ({
      name: column,
      use: coordinates.at.includes(i) ? 'position' : isWord[i] === true ? 'word' : 'number',
    })),
    delimiter: 0,
    strict: true,
    words,
  });
  const table = await parser.read(scanner, count);
  const raw = pointsOf(table, columns.length, coordinates.at);
  const points = coordinates.scaled && box !== undefined ? fromFractions(raw, box) : raw;
  const fields = fieldsOf(table, columns, coordinates.at);
  return {
    geometry: { points, fields, cells: [], ...(box === undefined ? {} : { box }) },
    stored: isWord.includes(true) ? withoutColumns(table, isWord) : table,
    flat: coordinates.at[2] < 0 || isFlat(points),
  };
}

/** A row-major table without some of its columns. */
function withoutColumns(table: Float64Array, drop: readonly boolean[]): Float64Array {
  const kept = drop.flatMap((dropped, i) => (dropped ? [] : [i]));
  const rows = table.length / drop.length;
  const out = new Float64Array(rows * kept.length);
  for (let row = 0, o = 0; row < rows; row++) for (const i of kept) out[o++] = table[row * drop.length + i] as number;
  return out;
}
