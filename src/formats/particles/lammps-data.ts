/**
 * LAMMPS data files: a header of counts and box edges, then sections. Atoms, Velocities and Masses are read.
 * The hash is taken over x, y, z of the atoms, in the order of the file.
 */
import type { ByteSource } from '../../ports/index.js';
import type { GeometryField, GeometrySource } from '../../volume/index.js';
import type { FormatHost, GeometryFormat } from '../format.js';
import { openMaybeGzipped } from '../gzip.js';
import { corrupt, unsupported } from '../limits.js';
import { guessedColumns, namedColumns } from './data-styles.js';
import { readDataHeader, SECTIONS } from './data-header.js';
import type { DataHeader } from './data-header.js';
import { checkedPoints, column, fieldsOf, isFlat, particleSource, pointsOf, POINTS_TEXT } from './frames.js';
import type { ParticleFrame } from './frames.js';
import { lammpsUnit } from './lammps-box.js';
import { parseNumber } from './number-text.js';
import { RowParser, Words } from './row-table.js';
import type { TextScanner } from './text-scanner.js';

interface Section {
  readonly names: readonly string[];
  readonly table: Float64Array;
}

async function skipBlank(scanner: TextScanner): Promise<string> {
  for (;;) {
    const line = await scanner.peek();
    if (line === undefined) throw corrupt(scanner.name, 'it ends where the rows of a section should begin');
    if (line.replace(/#.*/, '').trim() !== '') return line.replace(/#.*/, '').trim();
    await scanner.line();
  }
}

/** Rows of numbers, as many cells as the first one has. */
async function rowsOf(scanner: TextScanner, count: number, labels: Words): Promise<{ table: Float64Array; cells: number }> {
  const first = (await skipBlank(scanner)).split(/\s+/);
  checkedPoints(scanner.name, count, first.length, scanner.remaining);
  const columns = first.map((cell, i) => ({
    name: `column ${i + 1}`,
    use: parseNumber(cell) === undefined ? ('word' as const) : ('number' as const),
  }));
  if (columns.some(({ use }) => use === 'word') && labels.names.length === 0)
    throw corrupt(scanner.name, `its first row "${first.join(' ').slice(0, 60)}" is not of numbers`);
  const parser = new RowParser(scanner.name, { columns, delimiter: 0, strict: true, words: labels });
  return { table: await parser.read(scanner, count), cells: first.length };
}

async function readAtoms(scanner: TextScanner, header: DataHeader, style: string, labels: Words): Promise<Section> {
  const { table, cells } = await rowsOf(scanner, header.atoms, labels);
  const names = style === '' ? guessedColumns(scanner.name, table, cells, header.types) : namedColumns(scanner.name, style, cells);
  return { names, table };
}

/** Values given by atom id, in the order of the atoms. */
function byId(name: string, ids: Float64Array, { names, table }: Section): Float64Array {
  const width = names.length;
  const rowOf = new Map<number, number>();
  for (let at = 0, row = 0; at < table.length; at += width, row++) rowOf.set(table[at] as number, row);
  const out = new Float64Array(ids.length * 3);
  for (let i = 0; i < ids.length; i++) {
    const row = rowOf.get(ids[i] as number);
    if (row === undefined)
      throw corrupt(
        name,
        `its section Velocities has no atom ${Number.isFinite(ids[i]) ? (ids[i] as number) : `without an id (row ${i + 1})`}`,
      );
    for (let c = 0; c < 3; c++) out[i * 3 + c] = table[row * width + 1 + c] as number;
  }
  return out;
}

function massField(types: Float64Array, masses: ReadonlyMap<number, number>): GeometryField[] {
  if (masses.size === 0 || !types.every((type) => masses.has(type))) return [];
  return [{ name: 'mass', on: 'points', components: 1, values: types.map((type) => masses.get(type) ?? 0) }];
}

async function readSections(scanner: TextScanner, header: DataHeader): Promise<ParticleFrame> {
  const { name } = scanner;
  let atoms: Section | undefined;
  let velocities: Section | undefined;
  const masses = new Map<number, number>();
  const labels = new Words();
  for (let line: string | undefined = header.next; line !== undefined; line = await scanner.line()) {
    const [title = '', remark = ''] = line.split('#').map((part) => part.trim());
    if (!SECTIONS.test(title)) continue;
    if (title === 'Atoms') atoms = await readAtoms(scanner, header, remark.split(/\s+/)[0] ?? '', labels);
    else if (title === 'Velocities') {
      const { table, cells } = await rowsOf(scanner, header.atoms, labels);
      if (cells < 4) throw corrupt(name, `its velocities have ${cells} columns instead of 4`);
      velocities = { names: Array.from({ length: cells }, (_, i) => `v${i}`), table };
    } else if (title === 'Atom Type Labels') {
      await skipBlank(scanner);
      for (let i = 0; i < header.types; i++) labels.code(((await scanner.line()) ?? '').trim().split(/\s+/)[1] ?? '');
    } else if (title === 'Masses') {
      await skipBlank(scanner);
      for (let i = 0; i < header.types; i++) {
        const [type = '', mass = ''] = ((await scanner.line()) ?? '').trim().split(/\s+/);
        masses.set(parseNumber(type) ?? labels.code(type) ?? 0, parseNumber(mass) ?? NaN);
      }
    }
  }
  if (atoms === undefined) throw corrupt(name, 'it has no section Atoms');
  const { names, table } = atoms;
  const at = [names.indexOf('x'), names.indexOf('y'), names.indexOf('z')] as const;
  const points = pointsOf(table, names.length, at);
  if (!points.every((value) => Number.isFinite(value))) throw corrupt(name, 'a coordinate of an atom is not a number');
  const fields = fieldsOf(table, names, at);
  if (!names.includes('mass')) fields.push(...massField(column(table, names.length, names.indexOf('type')), masses));
  if (velocities !== undefined)
    fields.push({ name: 'v', on: 'points', components: 3, values: byId(name, column(table, names.length, 0), velocities) });
  return { geometry: { points, fields, cells: [], box: header.box }, stored: points, flat: isFlat(points) };
}

async function open(host: FormatHost, path: string): Promise<GeometrySource> {
  const { bytes } = await openMaybeGzipped(host, path);
  try {
    return await openData(bytes, path);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

async function openData(bytes: ByteSource, path: string): Promise<GeometrySource> {
  const { scanner, header } = await readDataHeader(bytes);
  if (header.atoms === 0) throw unsupported(bytes.name, 'it holds no atoms; choose a data file with atoms.');
  return particleSource({
    format: 'lammps-data',
    bytes,
    path,
    unit: lammpsUnit(header.units, `units = ${header.units ?? ''} in the first line`),
    frames: [{ step: header.step }],
    read: () => readSections(scanner, header),
  });
}

const HEADER_LINES = /^\s*\d+\s+atoms\s*(?:#.*)?$/m;

export const LAMMPS_DATA: GeometryFormat = {
  id: 'lammps-data',
  title: 'LAMMPS data',
  extensions: ['data', 'lmp'],
  kinds: ['particles'],
  gzip: true,
  text: {
    reads:
      `The sections Atoms, Velocities and Masses in one pass, ${POINTS_TEXT}. The atom style is read after "Atoms #"; without it, the columns ` +
      'decide where only one style fits.',
    keeps:
      'Ids, types, molecules, charges, diameters and all other columns, image flags, velocities, masses, the box with its tilt, and the length unit where the first line names it.',
    loses:
      'Bonds, angles and coefficients are passed over. Positions stay as they are written, inside the box. Which sides are periodic is not in the file and counts as none. Refused: rare and hybrid atom styles, and atoms that fit several styles.',
  },
  sniff(head) {
    const text = new TextDecoder('latin1').decode(head);
    if (text.startsWith('ITEM:') || !HEADER_LINES.test(text)) return 0;
    return /^\s*\S+\s+\S+\s+xlo\s+xhi\b/m.test(text) || /\bavec\b/.test(text) ? 0.9 : 0.6;
  },
  openGeometry: open,
};
