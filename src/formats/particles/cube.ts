/** Gaussian cube files: atoms, then values on a grid, x slowest and z fastest, with several values a node side by side. */
import type { ByteSource } from '../../ports/index.js';
import type { Axis, VolumeSource } from '../../volume/index.js';
import { ONE_DATASET } from '../format.js';
import type { FormatHost, VolumeFormat } from '../format.js';
import { openMaybeGzipped } from '../gzip.js';
import { checkedSize, corrupt } from '../limits.js';
import { rawSource } from '../raw-source.js';
import { sourceInfo } from '../source-info.js';
import { lengthOf, rightAngled } from './cell-grid.js';
import { MAX_POINTS } from './frames.js';
import type { Triple } from './frames.js';
import { numbersOf } from './lammps-box.js';
import { TextScanner } from './text-scanner.js';
import { checkedValues, readValues } from './value-text.js';

/** Bohr radius in angstrom, CODATA 2018 */
const BOHR = 0.529177210903;
const MAX_CHANNELS = 10_000;

interface CubeHeader {
  /** x, y, z */
  readonly size: Triple;
  /** of one node, in the unit of the file */
  readonly steps: readonly [Triple, Triple, Triple];
  readonly unit: 'A' | 'bohr';
  /** values a node */
  readonly channels: readonly string[];
}

function whole(name: string, value: number | undefined, what: string): number {
  if (value === undefined || !Number.isSafeInteger(value)) throw corrupt(name, `its ${what} should be a whole number`);
  return value;
}

async function axisLine(scanner: TextScanner): Promise<{ count: number; step: Triple }> {
  const [n, x = 0, y = 0, z = 0] = numbersOf(scanner.name, await scanner.line(), 4, 'grid axis');
  return { count: whole(scanner.name, n, 'number of nodes'), step: [x, y, z] };
}

/** Numbers of the orbitals, which may go on over several lines. */
async function orbitals(scanner: TextScanner): Promise<string[]> {
  const read = async (): Promise<number[]> => numbersOf(scanner.name, await scanner.line(), 1, 'list of orbitals');
  const numbers = await read();
  const count = whole(scanner.name, numbers[0], 'number of orbitals');
  if (count < 1 || count > MAX_CHANNELS) throw corrupt(scanner.name, `it promises ${count} orbitals`);
  while (numbers.length < count + 1) numbers.push(...(await read()));
  if (numbers.length > count + 1) throw corrupt(scanner.name, `it lists ${numbers.length - 1} orbitals instead of ${count}`);
  return numbers.slice(1).map((n) => `orbital ${n}`);
}

async function readHeader(scanner: TextScanner): Promise<CubeHeader> {
  const { name } = scanner;
  await scanner.skipLines(2);
  const [natoms, , , , perNode = 1] = numbersOf(name, await scanner.line(), 4, 'count of atoms and origin');
  const atoms = whole(name, natoms, 'number of atoms');
  const [a, b, c] = [await axisLine(scanner), await axisLine(scanner), await axisLine(scanner)];
  if (Math.abs(atoms) > MAX_POINTS) throw corrupt(name, `it promises ${Math.abs(atoms)} atoms`);
  if ((await scanner.skipLines(Math.abs(atoms))) < Math.abs(atoms)) throw corrupt(name, 'it ends within its atoms');
  // negative counts say what the length is, and whether orbitals are listed
  const channels =
    atoms < 0
      ? await orbitals(scanner)
      : Array.from({ length: checkedSize(name, [perNode]) > MAX_CHANNELS ? 0 : perNode }, (_, i) => `value ${i + 1}`);
  if (channels.length === 0) throw corrupt(name, `it promises ${perNode} values a node`);
  const signs = new Set([a.count < 0, b.count < 0, c.count < 0]);
  if (signs.size > 1) throw corrupt(name, 'its axes differ in the sign of their counts, which tells bohr from angstrom');
  return {
    size: [Math.abs(a.count), Math.abs(b.count), Math.abs(c.count)],
    steps: [a.step, b.step, c.step],
    unit: a.count < 0 ? 'A' : 'bohr',
    channels,
  };
}

async function openCube(bytes: ByteSource, path: string): Promise<VolumeSource> {
  const scanner = new TextScanner(bytes);
  const { size, steps, unit, channels } = await readHeader(scanner);
  const count = checkedValues(scanner, checkedSize(bytes.name, [...size, channels.length]), 'a grid');
  const warnings = rightAngled(bytes.name, steps);
  const scale = unit === 'A' ? 1 : BOHR;
  const [x, y, z] = steps.map((step) => lengthOf(step) * scale);
  const space: readonly Axis[] = [
    { name: 'z', size: size[2] },
    { name: 'y', size: size[1] },
    { name: 'x', size: size[0] },
  ];
  const several = channels.length > 1;
  const info = sourceInfo({
    format: 'cube',
    path,
    name: bytes.name,
    kind: 'volume',
    axes: several ? [{ name: 'c', size: channels.length }, ...space] : space,
    stored: 'float64',
    cost: 'whole-file',
    spacing: { value: [z ?? 0, y ?? 0, x ?? 0], unit: 'A', source: `cube axes in ${unit === 'A' ? 'angstrom' : 'bohr'}` },
    ...(several ? { channels: channels.map((name) => ({ name })) } : {}),
    warnings,
  });
  const values = await readValues(scanner, count, bytes);
  return rawSource(info, { bytes: values, offset: 0, stored: 'float64', bigEndian: false, order: several ? [3, 2, 1, 0] : [2, 1, 0] });
}

async function open(host: FormatHost, path: string): Promise<VolumeSource> {
  const { bytes } = await openMaybeGzipped(host, path);
  try {
    return await openCube(bytes, path);
  } finally {
    await bytes.close();
  }
}

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?`;
const LINE = new RegExp(String.raw`^\s*-?\d+\s+${NUMBER}\s+${NUMBER}\s+${NUMBER}(?:\s+\d+)?\s*$`);

export const CUBE: VolumeFormat = {
  id: 'cube',
  title: 'Gaussian cube',
  extensions: ['cube', 'cub'],
  kinds: ['volume'],
  gzip: true,
  text: {
    reads: 'Grids at right angles, read whole up to 1 GiB of float64 values; several orbitals or values a node are channels.',
    keeps:
      'Values as they are written, the numbers of the orbitals, and the voxel size: bohr when the counts of nodes are positive, angstrom when they are negative.',
    loses: 'Atoms and the origin. Refused: grids that are not at right angles, which have to be resampled first.',
  },
  sniff(head, name) {
    if (head.includes(0)) return 0;
    const lines = new TextDecoder('latin1').decode(head).split(/\r?\n/);
    if (lines.length < 7 || !lines.slice(2, 6).every((line) => LINE.test(line))) return 0;
    return /\.cub(?:e)?(?:\.gz)?$/i.test(name) ? 0.95 : 0.8;
  },
  list: () => Promise.resolve(ONE_DATASET),
  open,
};
