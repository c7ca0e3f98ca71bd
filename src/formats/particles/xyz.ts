/**
 * XYZ and extended XYZ: a count, a comment, and that many rows; frame after frame. The hash is taken over x, y, z of
 * the first frame.
 */
import type { ByteSource } from '../../ports/index.js';
import type { FrameInfo, GeometryField, GeometrySource } from '../../volume/index.js';
import type { FormatHost, GeometryFormat } from '../format.js';
import { openMaybeGzipped } from '../gzip.js';
import { corrupt, unsupported } from '../limits.js';
import { checkedPoints, isFlat, MAX_FRAMES, particleSource, pointsOf, POINTS_TEXT, wordNote } from './frames.js';
import type { ParticleFrame } from './frames.js';
import { parseNumber } from './number-text.js';
import { RowParser, Words } from './row-table.js';
import { TextScanner } from './text-scanner.js';
import { commentValues, latticeBox, propertyColumns } from './xyz-comment.js';
import type { XyzColumn } from './xyz-comment.js';

interface XyzFrame extends FrameInfo {
  readonly count: number;
  readonly comment: string;
  /** file offset of the first row */
  readonly offset: number;
}

interface XyzIndex {
  readonly frames: readonly XyzFrame[];
  readonly warnings: readonly string[];
}

/** LAMMPS writes "Atoms. Timestep: 100", others "Time=1.5" or "step=3". */
function frameNumbers(comment: string, index: number): FrameInfo {
  const step = /\b(?:timestep|step)\s*[:=]\s*"?(\d{1,15})\b/i.exec(comment)?.[1];
  const time = parseNumber(/\btime\s*=\s*"?([-+.\deE]+)/i.exec(comment)?.[1] ?? '');
  return { step: step === undefined ? index : Number(step), ...(time === undefined || !Number.isFinite(time) ? {} : { time }) };
}

async function indexXyz(scanner: TextScanner): Promise<XyzIndex> {
  const { name } = scanner;
  const frames: XyzFrame[] = [];
  const warnings: string[] = [];
  for (let line = await scanner.line(); line !== undefined; line = await scanner.line()) {
    if (line.trim() === '') continue;
    if (!/^\s*\d{1,15}\s*$/.test(line))
      throw corrupt(name, `"${line.trim().slice(0, 40)}" stands where the number of points of frame ${frames.length + 1} should be`);
    const count = checkedPoints(name, Number(line), 3, Infinity);
    const comment = (await scanner.line()) ?? '';
    const offset = scanner.position;
    const rows = await scanner.skipLines(count);
    if (rows < count) {
      if (frames.length === 0) throw corrupt(name, `it ends after ${rows} of ${count} points`);
      warnings.push(`The last frame is not whole: the first ${frames.length} frames are read.`);
      break;
    }
    checkedPoints(name, count, 3, scanner.position - offset);
    if (frames.length >= MAX_FRAMES) throw unsupported(name, `runs of more than ${MAX_FRAMES} frames are not read; split it.`, 'too-large');
    frames.push({ ...frameNumbers(comment, frames.length), count, comment, offset });
  }
  if (frames.length === 0) throw corrupt(name, 'it holds no frame');
  return { frames, warnings };
}

/** Columns of a plain file, told by its first row: a name or number, three coordinates, and numbers or words. */
function plainColumns(row: readonly string[]): XyzColumn[] {
  return row.map((cell, i) => {
    if (i >= 1 && i <= 3) return { name: 'xyz'.charAt(i - 1), field: 'pos', use: 'position' };
    const use = parseNumber(cell) === undefined ? 'word' : 'number';
    if (i === 0) return { name: 'species', field: use === 'word' ? 'species' : 'type', use };
    return { name: `column ${i + 1}`, field: `column ${i + 1}`, use };
  });
}

async function readFrame(bytes: ByteSource, frame: XyzFrame, words: Words, signal?: AbortSignal): Promise<ParticleFrame> {
  const { name } = bytes;
  const scanner = new TextScanner(bytes, frame.offset, signal);
  const values = commentValues(frame.comment);
  const first = frame.count === 0 ? ['X', '0', '0', '0'] : ((await scanner.peek()) ?? '').trim().split(/\s+/);
  const declared = values.get('properties');
  const columns = declared === undefined ? plainColumns(first) : propertyColumns(name, declared);
  const at = columns.flatMap(({ field }, i) => (field === 'pos' ? [i] : []));
  const [x = -1, y = -1, z = -1] = at;
  if (at.length < 2 || at.length > 3) throw corrupt(name, 'its rows do not give x, y and z');
  checkedPoints(name, frame.count, columns.length, bytes.size - frame.offset);
  const parser = new RowParser(name, { columns, delimiter: 0, strict: false, words });
  const table = await parser.read(scanner, frame.count);
  const kept = columns.filter(({ use }) => use !== 'skip');
  const slot = (column: number): number => columns.slice(0, column).filter(({ use }) => use !== 'skip').length;
  const points = pointsOf(table, kept.length, [slot(x), slot(y), z < 0 ? -1 : slot(z)]);
  const box = latticeBox(name, values);
  return {
    geometry: { points, fields: namedFields(table, kept), cells: [], ...(box === undefined ? {} : { box }) },
    stored: z < 0 ? withoutZ(points) : points,
    flat: z < 0 || isFlat(points),
  };
}

function withoutZ(points: Float64Array): Float64Array {
  return points.filter((_, i) => i % 3 < 2);
}

/** Neighbouring columns of the same name become one field with components. */
function namedFields(table: Float64Array, kept: readonly XyzColumn[]): GeometryField[] {
  const width = kept.length;
  const rows = table.length / width;
  const fields: GeometryField[] = [];
  for (let i = 0; i < width;) {
    const name = kept[i]?.field ?? '';
    let components = 1;
    while (kept[i + components]?.field === name) components++;
    if (name !== 'pos') {
      const values = new Float64Array(rows * components);
      for (let row = 0; row < rows; row++)
        for (let c = 0; c < components; c++) values[row * components + c] = table[row * width + i + c] as number;
      fields.push({ name, on: 'points', components, values });
    }
    i += components;
  }
  return fields;
}

async function open(host: FormatHost, path: string): Promise<GeometrySource> {
  const { bytes } = await openMaybeGzipped(host, path);
  try {
    const { frames, warnings } = await indexXyz(new TextScanner(bytes));
    const words = new Words();
    return await particleSource({
      format: 'xyz',
      bytes,
      path,
      unit: null,
      frames: frames.map(({ step, time }) => ({ step, ...(time === undefined ? {} : { time }) })),
      warnings,
      notes: () => wordNote('The species', words.names),
      read(i, signal) {
        const frame = frames[i];
        if (frame === undefined) throw corrupt(bytes.name, `it has no frame ${i}`);
        return readFrame(bytes, frame, words, signal);
      },
    });
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?`;
const FIRST_ROW = new RegExp(String.raw`^[ \t]*\S+[ \t]+${NUMBER}[ \t]+${NUMBER}[ \t]+${NUMBER}(?=\s|$)`);

export const XYZ: GeometryFormat = {
  id: 'xyz',
  title: 'XYZ and extended XYZ',
  extensions: ['xyz', 'extxyz'],
  kinds: ['particles'],
  gzip: true,
  text: {
    reads: `Frames of points with any number of further columns, ${POINTS_TEXT}; the frames are indexed in one pass and opened one by one, gzipped files up to 1 GiB decoded.`,
    keeps:
      'Species (numbered in order of appearance), further columns, the properties, lattice and periodic sides of extended XYZ, steps and times in the comment.',
    loses:
      'The file names no length unit, and none is assumed: chemistry means angstrom, but growth models write particle radii; it is asked for. Other values in the comment are lost.',
  },
  sniff(head, name) {
    const [count = '', comment = '', row = ''] = new TextDecoder('latin1').decode(head).split(/\r?\n/);
    if (!/^[ \t]*\d{1,15}[ \t]*$/.test(count) || /^\s*0+\s*$/.test(count)) return 0;
    if (/\bProperties\s*=/i.test(comment)) return 0.9;
    if (!FIRST_ROW.test(row)) return 0;
    return /\.xyz(?:\.gz)?$/i.test(name) ? 0.9 : 0.6;
  },
  openGeometry: open,
};
