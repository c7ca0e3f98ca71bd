/** VASP structures (POSCAR, CONTCAR). The hash is taken over the positions as they are written, direct or Cartesian. */
import type { GeometryField, GeometrySource } from '../../volume/index.js';
import type { FormatHost, GeometryFormat } from '../format.js';
import { openMaybeGzipped } from '../gzip.js';
import { unsupported } from '../limits.js';
import { looksLikeCell, readCellHeader } from './cell-header.js';
import type { CellHeader } from './cell-header.js';
import { fromFractions, isFlat, particleSource, pointsOf, POINTS_TEXT, wordNote } from './frames.js';
import { RowParser, Words } from './row-table.js';
import { TextScanner } from './text-scanner.js';

const ANGSTROM = 1e-10;

/** A species may come several times; without names every group is a type. */
function typesOf({ atoms, counts, species }: CellHeader): GeometryField {
  const names = [...new Set(species)];
  const values = new Float64Array(atoms);
  let at = 0;
  counts.forEach((count, i) => {
    values.fill(1 + (names.length === 0 ? i : names.indexOf(species[i] ?? '')), at, at + count);
    at += count;
  });
  return { name: 'type', on: 'points', components: 1, values };
}

/** T T F behind a position: which of its coordinates may move. */
function movesOf(table: Float64Array, width: number): GeometryField {
  const rows = table.length / width;
  const values = new Float64Array(rows * 3);
  for (let row = 0; row < rows; row++) for (let c = 0; c < 3; c++) values[row * 3 + c] = table[row * width + 3 + c] as number;
  return { name: 'selective', on: 'points', components: 3, values };
}

async function open(host: FormatHost, path: string): Promise<GeometrySource> {
  const { bytes } = await openMaybeGzipped(host, path);
  try {
    const scanner = new TextScanner(bytes);
    const header = await readCellHeader(scanner);
    const coordinates = ['x', 'y', 'z'].map((name) => ({ name, use: 'position' as const }));
    const flags = header.selective ? ['a', 'b', 'c'].map((axis) => ({ name: `flag of ${axis}`, use: 'flag' as const })) : [];
    const parser = new RowParser(bytes.name, { columns: [...coordinates, ...flags], delimiter: 0, strict: false, words: new Words() });
    const table = await parser.read(scanner, header.atoms);
    if (header.trajectory && ((await scanner.peek()) ?? '').trim() !== '')
      throw unsupported(bytes.name, 'this VASP trajectory (XDATCAR) holds several frames, which are not read; save it as extended XYZ.');
    const stored = pointsOf(table, parser.width, [0, 1, 2]);
    const points = header.cartesian ? stored.map((value, i) => value * (header.scale[i % 3] ?? 1)) : fromFractions(stored, header.box);
    const fields = [typesOf(header), ...(header.selective ? [movesOf(table, parser.width)] : [])];
    return await particleSource({
      format: 'poscar',
      bytes,
      path,
      unit: { metres: ANGSTROM, source: 'VASP writes angstrom' },
      frames: [{ step: 0 }],
      warnings: wordNote('The type', [...new Set(header.species)]),
      read: () => Promise.resolve({ geometry: { points, fields, cells: [], box: header.box }, stored, flat: isFlat(points) }),
    });
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

export const POSCAR: GeometryFormat = {
  id: 'poscar',
  title: 'VASP structure (POSCAR, CONTCAR)',
  extensions: ['poscar', 'contcar', 'vasp'],
  kinds: ['particles'],
  gzip: true,
  text: {
    reads: `Files of versions 4 and 5 with direct or Cartesian positions, a scale, a negative volume or three scales, ${POINTS_TEXT}.`,
    keeps: 'Positions in angstrom, the cell, species as types, and selective dynamics.',
    loses: 'Velocities and predictor coordinates are passed over. Refused: trajectories (XDATCAR) of more than one frame.',
  },
  sniff: (head, name) => (looksLikeCell(head) ? (/poscar|contcar|\.vasp/i.test(name) ? 0.9 : 0.7) : 0),
  openGeometry: open,
};
