/**
 * Tables of points (CSV, TSV): named columns, one point a row; points that fill a grid are recognised as one. The hash
 * is taken over x, y, z, row by row as in the file (x, y where there is no z).
 */
import type { ByteSource } from '../../ports/index.js';
import type { GeometryField, GeometrySource } from '../../volume/index.js';
import type { FormatHost, GeometryFormat } from '../format.js';
import { openMaybeGzipped } from '../gzip.js';
import { corrupt } from '../limits.js';
import { cellsOf, parseCsvHeader, splitHeader } from './csv-header.js';
import type { CsvHeader } from './csv-header.js';
import { checkedPoints, column, isFlat, particleSource, pointsOf, POINTS_TEXT, wordNote } from './frames.js';
import type { ParticleFrame } from './frames.js';
import { parseNumber } from './number-text.js';
import { onGrid } from './point-grid.js';
import { RowParser, Words } from './row-table.js';
import type { ColumnUse } from './row-table.js';
import { TextScanner } from './text-scanner.js';

/** remarks before the header */
const MAX_REMARKS = 1000;

/** The header, which may follow remarks or be one itself. */
async function findHeader(scanner: TextScanner): Promise<CsvHeader> {
  for (let i = 0; i < MAX_REMARKS; i++) {
    const line = await scanner.line();
    if (line === undefined) break;
    const remark = line.trim() === '' || line.trimStart().startsWith('#');
    if (remark && splitHeader(line) === undefined) continue;
    return parseCsvHeader(scanner.name, line);
  }
  throw corrupt(scanner.name, 'it has no line that names its columns');
}

async function firstRow(bytes: ByteSource, offset: number, header: CsvHeader): Promise<readonly string[]> {
  const scanner = new TextScanner(bytes, offset);
  for (let line = await scanner.line(); line !== undefined; line = await scanner.line())
    if (line.trim() !== '' && !line.trimStart().startsWith('#'))
      return cellsOf(line, header.delimiter === 0 ? ' ' : String.fromCharCode(header.delimiter));
  throw corrupt(bytes.name, 'it has no row of points');
}

/** What every column holds, by its cell in the first row. */
function usesOf(name: string, header: CsvHeader, first: readonly string[]): readonly ColumnUse[] {
  const { columns, at } = header;
  if (first.length < columns.length) throw corrupt(name, `its first row has ${first.length} cells for ${columns.length} columns`);
  return columns.map((_, i) => {
    const cell = first[i] ?? '';
    if (at.includes(i)) {
      if (/^[-+]?\d+,\d+$/.test(cell)) throw corrupt(name, `its number "${cell}" has a decimal comma instead of a point`);
      return 'position';
    }
    return cell === '' || parseNumber(cell) !== undefined ? 'number' : 'word';
  });
}

async function readTable(bytes: ByteSource): Promise<{ header: CsvHeader; frame: ParticleFrame; notes: readonly string[] }> {
  const scanner = new TextScanner(bytes);
  const header = await findHeader(scanner);
  const { columns, at } = header;
  const start = scanner.position;
  const uses = usesOf(bytes.name, header, await firstRow(bytes, start, header));
  // blank lines and remarks make this too many; every cell takes a byte, so that it cannot grow beyond the file
  const lines = await scanner.skipLines(Number.MAX_SAFE_INTEGER);
  const most = checkedPoints(bytes.name, Math.min(lines, Math.ceil((bytes.size - start + 1) / columns.length)), columns.length, Infinity);
  const tables = uses.flatMap((use, i) => (use === 'word' ? [{ i, words: new Words() }] : []));
  const words = tables[0]?.words ?? new Words();
  const parser = new RowParser(bytes.name, {
    // the words of further columns would share the numbers of the first
    columns: columns.map((name, i) => ({ name, use: uses[i] === 'word' && i !== tables[0]?.i ? 'skip' : (uses[i] ?? 'skip') })),
    delimiter: header.delimiter,
    strict: true,
    words,
  });
  const kept = columns.flatMap((_, i) => (uses[i] === 'word' && i !== tables[0]?.i ? [] : [i]));
  const room = new Float64Array(most * parser.width);
  const rows = await parser.readInto(new TextScanner(bytes, start), room, most, true);
  if (rows === 0) throw corrupt(bytes.name, 'it has no row of points');
  const table = room.subarray(0, rows * parser.width);
  const [x, y, z] = [kept.indexOf(at[0]), kept.indexOf(at[1]), kept.indexOf(at[2])];
  const points = pointsOf(table, parser.width, [x, y, z]);
  const fields: GeometryField[] = kept.flatMap((i, slot) =>
    at.includes(i)
      ? []
      : [{ name: columns[i] || `column ${i + 1}`, on: 'points' as const, components: 1, values: column(table, parser.width, slot) }],
  );
  const lost = tables.slice(1).map(({ i }) => columns[i] ?? '');
  return {
    header,
    frame: {
      geometry: onGrid({ points, fields, cells: [] }),
      stored: z < 0 ? points.filter((_, i) => i % 3 < 2) : points,
      flat: z < 0 || isFlat(points),
    },
    notes: [
      ...wordNote(`The column ${columns[tables[0]?.i ?? 0] ?? ''}`, words.names),
      ...(lost.length === 0 ? [] : [`Columns of words after the first are not kept: ${lost.slice(0, 5).join(', ')}.`]),
    ],
  };
}

async function open(host: FormatHost, path: string): Promise<GeometrySource> {
  const { bytes } = await openMaybeGzipped(host, path);
  try {
    const { header, frame, notes } = await readTable(bytes);
    return await particleSource({
      format: 'csv',
      bytes,
      path,
      unit: header.unit,
      frames: [{ step: 0 }],
      warnings: [...header.warnings, ...notes],
      read: () => Promise.resolve(frame),
    });
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

/** Text that names x and y, and goes on with numbers. */
function sniff(head: Uint8Array, name: string): number {
  if (head.includes(0)) return 0;
  const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  const lines = new TextDecoder('latin1').decode(marked ? head.subarray(3) : head).split(/\r?\n/);
  const table = /\.(?:csv|tsv)(?:\.gz)?$/i.test(name);
  const at = lines.findIndex((line) => line.trim() !== '' && (!line.trimStart().startsWith('#') || splitHeader(line) !== undefined));
  const header = splitHeader(lines[at] ?? '');
  // a table without names is refused by this reader, which says what is missing
  if (header === undefined) return table && /^[\s"\w.,;+-]+$/.test(lines[0] ?? '') ? 0.1 : 0;
  const row = lines[at + 1];
  if (row === undefined) return table ? 0.5 : 0;
  const cells = cellsOf(row, header.delimiter);
  const numbers = [header.at[0], header.at[1]].every((i) => /^[-+\d.]/.test(cells[i] ?? ''));
  if (!numbers) return table ? 0.3 : 0;
  return table ? 0.8 : 0.4;
}

export const CSV: GeometryFormat = {
  id: 'csv',
  title: 'Table of points (CSV, TSV)',
  extensions: ['csv', 'tsv', 'txt'],
  kinds: ['particles'],
  gzip: true,
  text: {
    reads:
      `Columns with names in the first line, parted by comma, semicolon, tab or blanks, with or without quotes, ${POINTS_TEXT}; ` +
      'coordinates are x y z, Points:0 to Points:2 (ParaView), position or centroid, with or without z. Gzipped files are read up to 1 GiB decoded.',
    keeps:
      'Every column of numbers as a field, the first column of words as numbers, and the length unit where the names of the coordinates have it in brackets, as in "x (um)". Points that fill a grid are recognised as a grid, even with unequal steps, and put in its order.',
    loses: 'Further columns of words. Refused: tables without names, decimal commas, line breaks within quotes.',
  },
  sniff,
  openGeometry: open,
};
