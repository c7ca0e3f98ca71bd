/** Small valid files of particles and of grids of quantum codes, one for each branch of their readers. */
import { gzipSync } from 'node:zlib';

const text = (lines: readonly string[]): Uint8Array => Uint8Array.from(Buffer.from(lines.join('\n') + '\n', 'latin1'));

/** Two frames: scaled coordinates in a tilted box, then three atoms with another order of columns and of ids. */
export const DUMP_LINES: readonly string[] = [
  'ITEM: UNITS',
  'metal',
  'ITEM: TIMESTEP',
  '100',
  'ITEM: TIME',
  '0.5',
  'ITEM: NUMBER OF ATOMS',
  '2',
  'ITEM: BOX BOUNDS xy xz yz pp pp ff',
  '0 15 2',
  '-1 12 3',
  '0 20 -1',
  'ITEM: ATOMS id type xs ys zs radius element',
  '2 1 0.5 0.5 0.5 1.25 Li ',
  '1 2 0 1e-1 0.25 0.75 O ',
  'ITEM: TIMESTEP',
  '200',
  'ITEM: NUMBER OF ATOMS',
  '3',
  'ITEM: BOX BOUNDS pp pp ff',
  '0 10',
  '0 10',
  '0 20',
  'ITEM: ATOMS y z x id mol',
  '1 2 3 7 1',
  '-4.5 5e0 6.0625 3 1',
  '7 8 9.123456789012345678 5 2',
];

/** Sites of a 3 x 2 lattice, listed with y fastest, and vacant ones among them. */
export const SPPARKS_LINES: readonly string[] = [
  'ITEM: TIMESTEP',
  '0          12.5',
  'ITEM: NUMBER OF ATOMS',
  '6',
  'ITEM: BOX BOUNDS',
  '0 3',
  '0 2',
  '-0.5 0.5',
  'ITEM: ATOMS id type x y z',
  '1 2 0 0 0 ',
  '2 1 0 1 0 ',
  '3 2 1 0 0 ',
  '4 1 1 1 0 ',
  '5 3 2 0 0 ',
  '6 3 2 1 0 ',
];

export const DATA_LINES: readonly string[] = [
  'LAMMPS data file via write_data, version 2 Aug 2023, timestep = 40, units = real',
  '',
  '3 atoms',
  '2 atom types',
  '',
  '0 4 xlo xhi',
  '-1 5 ylo yhi',
  '0 6 zlo zhi',
  '0.5 0.25 -0.75 xy xz yz',
  '',
  'Masses',
  '',
  '1 6.941 # Li',
  '2 15.999',
  '',
  'Atoms # charge',
  '',
  '2 1 0.5 1 2 3 0 -1 0',
  '1 2 -1 0.5 0.25 0.125 0 0 1 # a remark',
  '3 1 0.5 3 2 1 0 0 0',
  '',
  'Velocities',
  '',
  '1 10 11 12',
  '2 20 21 22',
  '3 30 31 32',
];

export const EXTENDED_XYZ_LINES: readonly string[] = [
  '2',
  'Lattice="4 0 0 1 5 0 0 0 6" Properties=species:S:1:pos:R:3:forces:R:3:fixed:L:1 Time=2.5 step=9 pbc="T F T" name="a b"',
  'Li 1 2 3 0.1 0.2 0.3 T',
  'F -1.5 2.5e-1 0 0 0 1 F',
  '1',
  '',
  'X 1 2 3',
];

export const CSV_LINES: readonly string[] = [
  '# made by hand',
  '"Point ID";"x (um)";"y (um)";"z (um)";"radius";"kind"',
  '0;0;0;1;0.5;Li',
  '1;1.5;0;1;"0.25";dead Li',
  '2;0;2;1;;Li',
  '',
  '3;1.5;2;1;1e-1;SEI',
];

export const POSCAR_LINES: readonly string[] = [
  'lithium oxide',
  '-64.0',
  '2 0 0',
  '0 2 0',
  '0 0 2',
  'Li_sv O',
  '2 1',
  'Selective dynamics',
  'Direct',
  '0.25 0.5 0.75 T T F',
  '0 0 0 F F F',
  '0.5 0.5 0.5 T F T',
];

const value = (i: number): string => `${i % 2 === 0 ? '' : '-'}0.${10_000 + i * 37}E+0${i % 4}`;

function rows(from: number, count: number, perLine: number): string[] {
  const values = Array.from({ length: count }, (_, i) => value(from + i));
  return Array.from({ length: Math.ceil(count / perLine) }, (_, i) => ` ${values.slice(i * perLine, (i + 1) * perLine).join(' ')}`);
}

/** What the numbers of the grids are. */
export const gridValue = (i: number): number => Number(value(i));

/** A grid of 2 x 3 x 4 with a second data set, and augmentation occupancies between them. */
export const CHGCAR_LINES: readonly string[] = [
  'spin',
  '1.0',
  '2 0 0',
  '0 6 0',
  '0 0 2',
  'Li',
  '1',
  'Direct',
  '0 0 0',
  '',
  '2 3 4',
  ...rows(0, 24, 5),
  'augmentation occupancies   1   3',
  ' 0.1E+00 0.2E+00 0.3E+00',
  '2 3 4',
  ...rows(100, 24, 5),
];

/** Two orbitals on a grid of 2 x 3 x 4 nodes in bohr. */
export const CUBE_LINES: readonly string[] = [
  'orbitals',
  'x outer, z inner',
  '-1 0 0 0',
  '2 2 0 0',
  '3 0 1 0',
  '4 0 0 0.5',
  '3 3.0 0 0 0',
  '2 7 9',
  ...rows(0, 48, 6),
];

export const PARTICLE_SAMPLES: readonly { name: string; bytes: Uint8Array }[] = [
  { name: 'tilted.lammpstrj', bytes: text(DUMP_LINES) },
  { name: 'packed.lammpstrj.gz', bytes: Uint8Array.from(gzipSync(text(DUMP_LINES))) },
  { name: 'sites.dump', bytes: text(SPPARKS_LINES) },
  { name: 'charge.data', bytes: text(DATA_LINES) },
  { name: 'extended.xyz', bytes: text(EXTENDED_XYZ_LINES) },
  { name: 'points.csv', bytes: text(CSV_LINES) },
  { name: 'POSCAR', bytes: text(POSCAR_LINES) },
  { name: 'CHGCAR', bytes: text(CHGCAR_LINES) },
  { name: 'orbitals.cube', bytes: text(CUBE_LINES) },
];
