/** VASP grids (CHGCAR, LOCPOT, PARCHG, ...): the head of a structure, then the values of one or more data sets, x fastest. */
import { NotFoundError } from '../../base/index.js';
import type { ByteSource } from '../../ports/index.js';
import type { VolumeSource } from '../../volume/index.js';
import type { DatasetInfo, FormatHost, VolumeFormat } from '../format.js';
import { openMaybeGzipped } from '../gzip.js';
import { checkedSize, corrupt } from '../limits.js';
import { rawSource } from '../raw-source.js';
import { sourceInfo } from '../source-info.js';
import { lengthOf, rightAngled } from './cell-grid.js';
import { countsOf, looksLikeCell, readCellHeader } from './cell-header.js';
import type { CellHeader } from './cell-header.js';
import { checkedValues, readValues, skipValues } from './value-text.js';
import { TextScanner } from './text-scanner.js';

interface GridSet {
  readonly id: string;
  readonly title: string;
  /** file offset of the first value */
  readonly offset: number;
}

interface GridFile {
  readonly header: CellHeader;
  /** x, y, z */
  readonly size: readonly [number, number, number];
  readonly sets: readonly GridSet[];
}

/** total and magnetisation; or total and three components of it */
const TITLES: readonly (readonly string[])[] = [
  ['total'],
  ['total', 'magnetisation'],
  ['total', 'third set', 'second set'],
  ['total', 'magnetisation x', 'magnetisation y', 'magnetisation z'],
];
const MAX_SETS = 4;

/** The head, and the line of three whole numbers that says how fine the grid is; undefined when there is none. */
async function readGrid(scanner: TextScanner): Promise<{ header: CellHeader; size: readonly [number, number, number] } | undefined> {
  const header = await readCellHeader(scanner);
  if ((await scanner.skipLines(header.atoms)) < header.atoms) throw corrupt(scanner.name, 'it ends within its positions');
  for (let line = await scanner.line(); line !== undefined; line = await scanner.line()) {
    if (line.trim() === '') continue;
    const [nx, ny, nz, ...rest] = countsOf(line) ?? [];
    if (nx === undefined || ny === undefined || nz === undefined || rest.length > 0) return undefined;
    checkedValues(scanner, checkedSize(scanner.name, [nx, ny, nz]), 'a data set');
    return { header, size: [nx, ny, nz] };
  }
  return undefined;
}

/** The offset after the next line that repeats the size of the grid; augmentation occupancies and moments before it are passed over. */
async function nextSet(scanner: TextScanner, size: readonly number[]): Promise<number | undefined> {
  for (let line = await scanner.line(); line !== undefined; line = await scanner.line()) {
    const counts = countsOf(line);
    if (counts?.length === 3 && counts.every((n, i) => n === size[i])) return scanner.position;
  }
  return undefined;
}

async function readGridFile(bytes: ByteSource): Promise<GridFile> {
  const scanner = new TextScanner(bytes);
  const grid = await readGrid(scanner);
  if (grid === undefined) throw corrupt(bytes.name, 'no grid follows its atoms');
  const { header, size } = grid;
  const [nx, ny, nz] = size;
  const offsets: number[] = [];
  for (let at: number | undefined = scanner.position; at !== undefined && offsets.length < MAX_SETS; at = await nextSet(scanner, size)) {
    offsets.push(at);
    await skipValues(scanner, checkedValues(scanner, nx * ny * nz, 'a data set'));
  }
  const titles = TITLES[offsets.length - 1] ?? [];
  return {
    header,
    size,
    sets: offsets.map((offset, i) => {
      const title = titles[i] ?? `set ${i + 1}`;
      return { id: offsets.length === 1 ? '' : title, title, offset };
    }),
  };
}

async function withBytes<T>(host: FormatHost, path: string, work: (bytes: ByteSource) => Promise<T>): Promise<T> {
  const { bytes } = await openMaybeGzipped(host, path);
  try {
    return await work(bytes);
  } finally {
    await bytes.close();
  }
}

function list(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  return withBytes(host, path, async (bytes) => (await readGridFile(bytes)).sets.map(({ id, title }) => ({ id, title })));
}

function open(host: FormatHost, path: string, dataset = ''): Promise<VolumeSource> {
  return withBytes(host, path, async (bytes) => {
    const { header, size, sets } = await readGridFile(bytes);
    const chosen = dataset === '' ? sets[0] : sets.find(({ id }) => id === dataset);
    if (chosen === undefined)
      throw new NotFoundError(`${bytes.name} holds no data set "${dataset}"; choose one that is listed.`, { subject: path });
    const [nx, ny, nz] = size;
    const { edges } = header.box;
    const warnings = rightAngled(bytes.name, edges);
    const step = (i: 0 | 1 | 2): number => lengthOf(edges[i]) / size[i];
    const info = sourceInfo({
      format: 'chgcar',
      path,
      name: bytes.name,
      axes: [
        { name: 'z', size: nz },
        { name: 'y', size: ny },
        { name: 'x', size: nx },
      ],
      kind: 'volume',
      stored: 'float64',
      cost: 'whole-file',
      spacing: { value: [step(2), step(1), step(0)], unit: 'A', source: 'VASP cell divided by its grid' },
      dataset: chosen.id,
      warnings,
    });
    const values = await readValues(new TextScanner(bytes, chosen.offset), nx * ny * nz, bytes);
    return rawSource(info, { bytes: values, offset: 0, stored: 'float64', bigEndian: false });
  });
}

const GRID_NAMES = /chgcar|locpot|parchg|aeccar|elfcar/i;
const NAMES = /chgcar|chg\b|locpot|parchg|aeccar|elfcar|\.vasp/i;

export const CHGCAR: VolumeFormat = {
  id: 'chgcar',
  title: 'VASP grid (CHGCAR, LOCPOT, PARCHG)',
  extensions: ['chgcar', 'locpot', 'parchg', 'elfcar', 'vasp'],
  kinds: ['volume'],
  gzip: true,
  text: {
    reads:
      'Grids in cells at right angles, read whole up to 1 GiB of float64 values in a data set; total and magnetisation (one or three components) are data sets.',
    keeps: 'Values as they are written, in particular not divided by the volume of the cell; the voxel size in angstrom from the cell.',
    loses: 'Atoms and augmentation occupancies. Refused: cells that are not at right angles, which have to be resampled first.',
  },
  sniff: (head, name) => (looksLikeCell(head) ? (NAMES.test(name) ? 0.95 : 0.75) : 0),
  confirm: (host, path) =>
    withBytes(host, path, async (bytes) => {
      try {
        // a file with the name of a grid but without one is damaged, no structure
        return (await readGrid(new TextScanner(bytes))) !== undefined || GRID_NAMES.test(bytes.name);
      } catch {
        return GRID_NAMES.test(bytes.name);
      }
    }),
  list,
  open,
};
