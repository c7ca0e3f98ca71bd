/** The head that all files of VASP share: a scale, three edges, species and their counts, and the positions of the atoms. */
import type { GeometryBox } from '../../volume/index.js';
import { corrupt } from '../limits.js';
import { checkedPoints } from './frames.js';
import type { Triple } from './frames.js';
import { numbersOf } from './lammps-box.js';
import type { TextScanner } from './text-scanner.js';

export interface CellHeader {
  readonly box: GeometryBox;
  /** factor of Cartesian positions */
  readonly scale: Triple;
  /** none before version 5 */
  readonly species: readonly string[];
  readonly counts: readonly number[];
  readonly atoms: number;
  readonly selective: boolean;
  readonly cartesian: boolean;
  /** "Direct configuration= 1": the first of several frames */
  readonly trajectory: boolean;
}

type Edges = readonly [Triple, Triple, Triple];

function volumeOf([a, b, c]: Edges): number {
  return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
}

/** One factor, a negative volume, or three factors of x, y and z. */
function scaleOf(name: string, line: string, edges: Edges): Triple {
  const [first = 0, second, third] = numbersOf(name, line.replace(/[!#].*/, ''), 1, 'scale');
  if (second !== undefined && third !== undefined) {
    if (![first, second, third].every((value) => value > 0)) throw corrupt(name, 'its three scales should be positive');
    return [first, second, third];
  }
  if (first > 0) return [first, first, first];
  const volume = Math.abs(volumeOf(edges));
  if (first === 0 || volume === 0) throw corrupt(name, `its scale "${line.trim().slice(0, 40)}" and its cell give no volume`);
  const factor = Math.cbrt(-first / volume);
  return [factor, factor, factor];
}

function scaled(edge: Triple, scale: Triple): Triple {
  return [edge[0] * scale[0], edge[1] * scale[1], edge[2] * scale[2]];
}

export function countsOf(line: string): readonly number[] | undefined {
  const words = line
    .replace(/[!#].*/, '')
    .trim()
    .split(/\s+/);
  return words.every((word) => /^\d{1,9}$/.test(word)) ? words.map(Number) : undefined;
}

/** Everything up to the first position. */
export async function readCellHeader(scanner: TextScanner): Promise<CellHeader> {
  const { name } = scanner;
  const next = async (): Promise<string> => {
    const line = await scanner.line();
    if (line === undefined) throw corrupt(name, 'it ends within its head');
    return line;
  };
  await next();
  const scaleLine = await next();
  const edge = async (): Promise<Triple> => {
    const [x = 0, y = 0, z = 0] = numbersOf(name, (await next()).trim().split(/\s+/).slice(0, 3).join(' '), 3, 'cell edge');
    return [x, y, z];
  };
  const plain: Edges = [await edge(), await edge(), await edge()];
  const scale = scaleOf(name, scaleLine, plain);
  const line = await next();
  let counts = countsOf(line);
  // names may carry the version of a potential: Li_sv/0123abcd
  const species =
    counts === undefined
      ? line
          .replace(/[!#].*/, '')
          .trim()
          .split(/\s+/)
          .map((word) => word.replace(/[_/].*/, ''))
      : [];
  counts ??= countsOf(await next());
  if (counts === undefined || (species.length > 0 && species.length !== counts.length))
    throw corrupt(name, 'its counts of atoms do not follow its species');
  let mode = await next();
  const selective = /^\s*s/i.test(mode);
  if (selective) mode = await next();
  const atoms = checkedPoints(
    name,
    counts.reduce((sum, n) => sum + n, 0),
    3,
    scanner.remaining,
  );
  if (atoms === 0) throw corrupt(name, 'it holds no atoms');
  return {
    box: {
      origin: [0, 0, 0],
      edges: [scaled(plain[0], scale), scaled(plain[1], scale), scaled(plain[2], scale)],
      periodic: [true, true, true],
    },
    scale,
    species,
    counts,
    atoms,
    selective,
    cartesian: /^\s*[ck]/i.test(mode),
    trajectory: /configuration/i.test(mode),
  };
}

/** Whether first lines look like this head: a scale and three edges, then species or counts. */
export function looksLikeCell(head: Uint8Array): boolean {
  if (head.includes(0)) return false;
  const lines = new TextDecoder('latin1').decode(head).split(/\r?\n/);
  const [, scale = '', a = '', b = '', c = '', names = '', counts = '', mode = ''] = lines;
  const number = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?`;
  const edge = new RegExp(String.raw`^\s*${number}\s+${number}\s+${number}(?=\s|$)`);
  if (!new RegExp(String.raw`^\s*${number}(?:\s+${number}\s+${number})?\s*(?:[!#].*)?$`).test(scale)) return false;
  if (![a, b, c].every((line) => edge.test(line))) return false;
  const modes = /^\s*[sdck]/i;
  if (countsOf(names) !== undefined) return modes.test(counts);
  return /^\s*[A-Z][a-z]?[\w/.]*(?:\s|$)/.test(names) && countsOf(counts) !== undefined && modes.test(mode);
}
