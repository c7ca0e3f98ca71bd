/** Dumps, data files, XYZ, tables and structures, built line by line with known contents. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openGeometry } from '../../src/formats/index.js';
import type { Geometry, GeometrySource } from '../../src/volume/index.js';
import { host } from '../support/format-host.js';
import { fileFixture } from './file-fixture.js';
import { CSV_LINES, DATA_LINES, DUMP_LINES, EXTENDED_XYZ_LINES, POSCAR_LINES, SPPARKS_LINES } from './samples/particles.js';

const { put, refused } = fileFixture('particles');

function open(name: string, lines: readonly string[] | Uint8Array): Promise<GeometrySource> {
  return openGeometry(host, put(name, lines instanceof Uint8Array ? lines : lines.join('\n') + '\n'));
}

function field(geometry: Geometry, name: string): number[] {
  return Array.from(geometry.fields.find((known) => known.name === name)!.values);
}

function replaced(lines: readonly string[], from: string, to: string): string {
  expect(lines).toContain(from);
  return lines.map((line) => (line === from ? to : line)).join('\n');
}

describe('LAMMPS dump', () => {
  test('scaled coordinates in a tilted box become positions; bounds are those of the bounding box', async () => {
    const source = await open('a.lammpstrj', DUMP_LINES);
    expect(source.info).toMatchObject({ format: 'lammps-dump', points: 2, dimensions: 3, unit: { metres: 1e-10 } });
    expect(source.info.frames).toEqual([{ step: 100, time: 0.5 }, { step: 200 }]);
    expect(source.info.warnings).toEqual(['The element is numbered: 1 Li, 2 O.']);
    const first = await source.frame(0);
    // xlo = 0 - min(0, 2, 3, 5) = 0, xhi = 15 - 5; the row of y holds xz = 3; yz = -1 moves ylo
    expect(first.box).toEqual({
      origin: [0, 0, 0],
      edges: [
        [10, 0, 0],
        [2, 12, 0],
        [3, -1, 20],
      ],
      periodic: [true, true, false],
    });
    expect(Array.from(first.points)).toEqual([7.5, 5.5, 10, 0.95, expect.closeTo(0.95, 12), 5]);
    expect(field(first, 'id')).toEqual([2, 1]);
    expect(field(first, 'radius')).toEqual([1.25, 0.75]);
    expect(field(first, 'element')).toEqual([1, 2]);
    // all columns of numbers in the order of the file, without the words
    expect(Array.from(await source.storedCoordinates())).toEqual([2, 1, 0.5, 0.5, 0.5, 1.25, 1, 2, 0, 0.1, 0.25, 0.75]);
    await source.close();
  });

  test('a later frame has its own count and columns; rows stay in the order of the file', async () => {
    const source = await open('b.lammpstrj', DUMP_LINES);
    const second = await source.frame(1);
    expect(Array.from(second.points)).toEqual([3, 1, 2, 6.0625, -4.5, 5, Number('9.123456789012345678'), 7, 8]);
    expect(field(second, 'id')).toEqual([7, 3, 5]);
    await expect(source.frame(2)).rejects.toThrow('has frames 0 to 1');
    await source.close();
  });

  test('free edges of a box, and gzip', async () => {
    const lines = DUMP_LINES.slice(0, 15).with(8, 'ITEM: BOX BOUNDS abc origin pp ff pp');
    lines.splice(9, 3, '10 0 0 1', '0 0 20 2', '0 -5 0 3');
    const source = await open('c.lammpstrj.gz', Uint8Array.from(gzipSync(lines.join('\n'))));
    const { box, points } = await source.frame(0);
    expect(box?.periodic).toEqual([true, false, true]);
    expect(Array.from(points.subarray(0, 3))).toEqual([6, -0.5, 13]);
    await source.close();
  });

  test('a run that was cut keeps its whole frames and says so', async () => {
    const source = await open('d.lammpstrj', DUMP_LINES.slice(0, -1));
    expect(source.info.frames).toHaveLength(1);
    expect(source.info.warnings).toContain('The last frame is not whole: the first 1 frames are read.');
    await source.close();
  });

  test.each([
    ['100000001', 'too-large', '50000000 that are read'],
    ['2000', 'corrupt-file', 'ends after'],
    ['-2', 'corrupt-file', 'promises -2 points'],
    ['1e3', 'corrupt-file', 'should be a whole number'],
    ['1', 'corrupt-file', 'stands where an "ITEM:" should be'],
  ])('refuses %s atoms', async (count, code, what) => {
    const bad = await refused('n.lammpstrj', DUMP_LINES.with(7, count).join('\n'));
    expect(bad).toContain(code);
    expect(bad).toContain(what);
  });

  test('refuses what is no atom', async () => {
    expect(await refused('x.lammpstrj', replaced(DUMP_LINES, '2 1 0.5 0.5 0.5 1.25 Li ', '2 1 0.5 nan 0.5 1.25 Li'))).toContain(
      'coordinate ys',
    );
    expect(await refused('x.lammpstrj', replaced(DUMP_LINES, '2 1 0.5 0.5 0.5 1.25 Li ', '2 1 0.5 0.5 0.5 1.25'))).toContain('"nothing"');
    expect(await refused('x.lammpstrj', replaced(DUMP_LINES, '2 1 0.5 0.5 0.5 1.25 Li ', '2 1 0.5 0.5 0.5 1 Li 3'))).toContain(
      'more than its 7',
    );
    expect(await refused('x.lammpstrj', replaced(DUMP_LINES, 'ITEM: ATOMS id type xs ys zs radius element', 'ITEM: ATOMS id'))).toContain(
      'no x and y',
    );
    expect(await refused('x.lammpstrj', replaced(DUMP_LINES, 'ITEM: ATOMS id type xs ys zs radius element', 'ITEM: ATOMS'))).toContain(
      'no column names',
    );
    expect(await refused('x.lammpstrj', replaced(DUMP_LINES, '-1 12 3', '13 12 3'))).toContain('negative edge');
  });
});

describe('SPPARKS dump', () => {
  test('is told by two numbers; a lattice is a grid, x fastest, vacant sites included', async () => {
    const source = await open('film.dump', SPPARKS_LINES);
    expect(source.info).toMatchObject({ format: 'spparks-dump', points: 6, dimensions: 2, unit: null, frames: [{ step: 0, time: 12.5 }] });
    const { grid, ...geometry } = await source.frame(0);
    expect([grid!.x, grid!.y, grid!.z].map((axis) => Array.from(axis))).toEqual([[0, 1, 2], [0, 1], [0]]);
    expect(field(geometry, 'type')).toEqual([2, 2, 3, 1, 1, 3]);
    // the hash keeps the order of the file
    expect(Array.from(await source.storedCoordinates()).slice(5, 10)).toEqual([2, 1, 0, 1, 0]);
    await source.close();
  });
});

describe('LAMMPS data', () => {
  test('atoms, velocities by id, masses by type, tilt and unit', async () => {
    const source = await open('charge.data', DATA_LINES);
    expect(source.info).toMatchObject({ format: 'lammps-data', points: 3, unit: { metres: 1e-10 }, frames: [{ step: 40 }] });
    const geometry = await source.frame(0);
    expect(Array.from(geometry.points)).toEqual([1, 2, 3, 0.5, 0.25, 0.125, 3, 2, 1]);
    expect(geometry.box?.edges).toEqual([
      [4, 0, 0],
      [0.5, 6, 0],
      [0.25, -0.75, 6],
    ]);
    expect(field(geometry, 'q')).toEqual([0.5, -1, 0.5]);
    expect(field(geometry, 'iy')).toEqual([-1, 0, 0]);
    expect(field(geometry, 'mass')).toEqual([6.941, 15.999, 6.941]);
    expect(field(geometry, 'v')).toEqual([20, 21, 22, 10, 11, 12, 30, 31, 32]);
    await source.close();
  });

  test('a style that is not named is read where one fits, else refused by name', async () => {
    const plain = DATA_LINES.with(15, 'Atoms').map((line) => line.replace(/ #.*/, ''));
    // nine columns: charge with image flags has fractions where molecular has types
    const source = await open('p.data', plain);
    expect(source.info.fields.map(({ name }) => name)).toContain('q');
    await source.close();
    const whole = plain.with(17, '2 1 1 1 2 3').with(18, '1 2 2 0 0 0').with(19, '3 1 1 3 2 1');
    expect(await refused('q.data', whole.join('\n'))).toContain('charge or molecular');
    expect(await refused('q.data', replaced(DATA_LINES, 'Atoms # charge', 'Atoms # hybrid'))).toContain('"hybrid" is not read');
    expect(await refused('q.data', replaced(DATA_LINES, 'Atoms # charge', 'Atoms # atomic'))).toContain('has 5, or 8');
  });

  test('refuses impossible counts and boxes', async () => {
    expect(await refused('r.data', replaced(DATA_LINES, '3 atoms', '900 atoms'))).toContain('cannot hold');
    expect(await refused('r.data', replaced(DATA_LINES, '3 atoms', '4 atoms'))).toMatch(/^corrupt-file/);
    expect(await refused('r.data', replaced(DATA_LINES, '0 4 xlo xhi', '5 4 xlo xhi'))).toContain('ends at x 4');
    expect(await refused('r.data', DATA_LINES.slice(0, 15).join('\n'))).toContain('no section Atoms');
    expect(await refused('r.data', replaced(DATA_LINES, '1 10 11 12', '9 10 11 12'))).toContain('no atom 1');
  });
});

describe('XYZ', () => {
  test('extended: properties, lattice, sides; later frames may be plain', async () => {
    const source = await open('e.xyz', EXTENDED_XYZ_LINES);
    expect(source.info).toMatchObject({ format: 'xyz', points: 2, unit: null, frames: [{ step: 9, time: 2.5 }, { step: 1 }] });
    const geometry = await source.frame(0);
    expect(geometry.fields.map(({ name, components }) => [name, components])).toEqual([
      ['species', 1],
      ['forces', 3],
      ['fixed', 1],
    ]);
    expect(field(geometry, 'forces')).toEqual([0.1, 0.2, 0.3, 0, 0, 1]);
    expect(field(geometry, 'fixed')).toEqual([1, 0]);
    expect(geometry.box).toMatchObject({ edges: [[4, 0, 0], [1, 5, 0], [0, 0, 6]], periodic: [true, false, true] }); // prettier-ignore
    expect(Array.from((await source.frame(1)).points)).toEqual([1, 2, 3]);
    expect(Array.from(await source.storedCoordinates())).toEqual([1, 2, 3, -1.5, 0.25, 0]);
    await source.close();
  });

  test('plain: numbers as types, extra columns, an empty comment, Windows line ends, no last line end', async () => {
    const source = await open('p.xyz', Uint8Array.from(Buffer.from('2\r\n\r\n1 0 0 5 0.5\r\n2 1 0 5 0.75')));
    expect(source.info).toMatchObject({ points: 2, dimensions: 2 });
    expect(field(await source.frame(0), 'type')).toEqual([1, 2]);
    expect(field(await source.frame(0), 'column 5')).toEqual([0.5, 0.75]);
    await source.close();
  });

  test('refuses counts and rows that do not fit', async () => {
    expect(await refused('a.xyz', '3\n\nA 1 2 3\nA 1 2 3\n')).toContain('ends after 2 of 3');
    expect(await refused('a.xyz', '60000000\n\nA 1 2 3\n')).toMatch(/^too-large/);
    expect(await refused('a.xyz', '1\n\nA 1 2 3\nA 1 2 3\n')).toContain('number of points of frame 2');
    expect(await refused('a.xyz', '2\n\nA 1 2 3\nA 1 2 inf\n')).toContain('coordinate z');
    expect(await refused('a.xyz', '1\nProperties=species:S:1:pos:R\nA 1 2 3\n')).toContain('triples');
    expect(await refused('a.xyz', '1\nLattice="1 0 0" Properties=species:S:1:pos:R:3\nA 1 2 3\n')).toContain('nine numbers');
  });
});

describe('tables of points', () => {
  test('units in brackets, quotes, empty cells, words, remarks; a grid with unequal steps', async () => {
    const source = await open('a.csv', CSV_LINES);
    expect(source.info).toMatchObject({ format: 'csv', points: 4, dimensions: 2, unit: { metres: 1e-6, source: 'column x (um)' } });
    expect(source.info.warnings).toEqual(['The column kind is numbered: 1 Li, 2 dead Li, 3 SEI.']);
    const geometry = await source.frame(0);
    expect(field(geometry, 'radius')).toEqual([0.5, 0.25, NaN, 0.1]);
    expect(field(geometry, 'kind')).toEqual([1, 2, 1, 3]);
    expect(Array.from(geometry.grid!.y)).toEqual([0, 2]);
    await source.close();
  });

  test.each([
    ['commas', 'Points:0,Points:1,Points:2\n0,1,2\n'],
    ['tabs', 'X [nm]\tY [nm]\tZ [nm]\n0\t1\t2\n'],
    ['blanks behind a hash', '# x y z\n 0   1 2 \n'],
    ['blanks and units', 'x [nm] y [nm] z [nm]\n0 1 2\n'],
    ['longer names', 'id,Centroid_X,Centroid_Y,Centroid_Z\n9,0,1,2\n'],
  ])('coordinates with %s', async (title, csv) => {
    const source = await open(`${title.split(' ')[0]!}.csv`, Uint8Array.from(Buffer.from(csv)));
    expect(Array.from((await source.frame(0)).points)).toEqual([0, 1, 2]);
    await source.close();
  });

  test('points in any order fill a grid; one short of it they do not', async () => {
    const nodes = [0, 1, 4].flatMap((x) => [0, 2].flatMap((y) => [5, 6].map((z) => `${x},${y},${z},${100 * x + 10 * y + z}`)));
    const source = await open('g.csv', ['x,y,z,v', ...nodes]);
    const geometry = await source.frame(0);
    expect(Array.from(geometry.grid!.x)).toEqual([0, 1, 4]);
    expect(field(geometry, 'v')).toEqual([5, 105, 405, 25, 125, 425, 6, 106, 406, 26, 126, 426]);
    expect(Array.from(geometry.points.subarray(0, 6))).toEqual([0, 0, 5, 1, 0, 5]);
    const less = await open('h.csv', ['x,y,z,v', ...nodes.slice(1)]);
    expect((await less.frame(0)).grid).toBeUndefined();
    const twice = await open('i.csv', ['x,y,z,v', ...nodes.slice(1), nodes[1]!]);
    expect((await twice.frame(0)).grid).toBeUndefined();
    for (const opened of [source, less, twice]) await opened.close();
  });

  test('refusals and doubts', async () => {
    expect(await refused('a.csv', '1,2,3\n4,5,6\n')).toContain('names no columns x and y');
    expect(await refused('a.csv', 'x;y\n1,5;2,5\n')).toContain('decimal comma');
    expect(await refused('a.csv', 'x,y,v\n1,2,3\n4,oops,6\n')).toContain('row 2 has "oops"');
    expect(await refused('a.csv', 'x,y,v\n1,2,3\n4,5\n')).toContain('"nothing" where its v');
    expect(await refused('a.csv', 'x,y,z\n')).toContain('no row of points');
    const source = await open('u.csv', ['x (um),y (nm)', '1,2']);
    expect(source.info.unit).toBeNull();
    expect(source.info.warnings[0]).toContain('different units');
    await source.close();
  });
});

describe('VASP structures', () => {
  test('a negative scale is a volume; direct positions; selective dynamics', async () => {
    const source = await open('POSCAR', POSCAR_LINES);
    expect(source.info).toMatchObject({ format: 'poscar', points: 3, unit: { metres: 1e-10 } });
    const geometry = await source.frame(0);
    expect(Array.from(geometry.points)).toEqual([1, 2, 3, 0, 0, 0, 2, 2, 2]);
    expect(field(geometry, 'type')).toEqual([1, 1, 2]);
    expect(field(geometry, 'selective')).toEqual([1, 1, 0, 0, 0, 0, 1, 0, 1]);
    expect(Array.from(await source.storedCoordinates()).slice(0, 3)).toEqual([0.25, 0.5, 0.75]);
    await source.close();
  });

  test('version 4, Cartesian, three scales', async () => {
    const lines = ['old', '2 3 4', '1 0 0', '0 1 0', '0 0 1', '1 1', 'Cartesian', '0.5 0.5 0.5', '1 1 1', '', '0.0 0.0 0.0', '0 0 0'];
    const source = await open('CONTCAR', lines);
    expect(source.info.format).toBe('poscar');
    expect(Array.from((await source.frame(0)).points)).toEqual([1, 1.5, 2, 2, 3, 4]);
    await source.close();
  });

  test('refuses counts that do not fit', async () => {
    expect(await refused('POSCAR', replaced(POSCAR_LINES, '2 1', '2 1 1'))).toContain('do not follow its species');
    expect(await refused('POSCAR', replaced(POSCAR_LINES, '2 1', '2000 1'))).toContain('cannot hold');
    expect(await refused('POSCAR', replaced(POSCAR_LINES, '0 0 2', '2 0 0'))).toContain('give no volume');
  });
});
