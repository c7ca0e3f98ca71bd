/** The header of a LAMMPS data file: counts and box edges, each with its keyword behind, up to the first section. */
import type { ByteSource } from '../../ports/index.js';
import type { GeometryBox } from '../../volume/index.js';
import { corrupt } from '../limits.js';
import { checkedPoints } from './frames.js';
import type { Triple } from './frames.js';
import { numbersOf, tiltedBox } from './lammps-box.js';
import { TextScanner } from './text-scanner.js';

export const SECTIONS =
  /^(?:Atoms|Velocities|Masses|(?:Atom|Bond|Angle|Dihedral|Improper) Type Labels|Bonds|Angles|Dihedrals|Impropers|Ellipsoids|Lines|Triangles|Bodies|(?:Pair|PairIJ|Bond|Angle|Dihedral|Improper|\w+) Coeffs)$/;

export interface DataHeader {
  readonly atoms: number;
  readonly types: number;
  readonly box: GeometryBox;
  readonly units: string | undefined;
  readonly step: number;
  /** the first line after the header */
  readonly next: string | undefined;
}

/** lines before the first section */
const MAX_HEADER_LINES = 1000;
const MAX_TYPES = 1_000_000;
const NONE = [false, false, false] as const;

function boxOf(name: string, values: ReadonlyMap<string, readonly number[]>): GeometryBox {
  const of = (key: string): Triple => {
    const [a = 0, b = 0, c = 0] = values.get(key) ?? [];
    return [a, b, c];
  };
  if (values.has('avec')) return { origin: of('abc origin'), edges: [of('avec'), of('bvec'), of('cvec')], periodic: NONE };
  // the manual's defaults, where a side is left out
  const side = (axis: string): readonly [number, number] => {
    const [lo = -0.5, hi = 0.5] = values.get(`${axis}lo ${axis}hi`) ?? [];
    if (!(hi >= lo)) throw corrupt(name, `its box ends at ${axis} ${hi} before it begins at ${lo}`);
    return [lo, hi];
  };
  const [x, y, z] = [side('x'), side('y'), side('z')];
  return tiltedBox([x[0], y[0], z[0]], [x[1], y[1], z[1]], of('xy xz yz'), NONE);
}

export async function readDataHeader(bytes: ByteSource): Promise<{ scanner: TextScanner; header: DataHeader }> {
  const scanner = new TextScanner(bytes);
  const { name } = bytes;
  const title = (await scanner.line()) ?? '';
  const values = new Map<string, readonly number[]>();
  let next: string | undefined;
  for (let i = 0; ; i++) {
    next = await scanner.line();
    const text = (next ?? '').replace(/#.*/, '').trim();
    if (next === undefined || SECTIONS.test(text)) break;
    if (i >= MAX_HEADER_LINES) throw corrupt(name, 'its header does not end');
    const match = /^([-+.\d][-+.\deE\s]*?)\s+([a-z][a-zA-Z ]*)$/.exec(text);
    if (match === null) {
      // a box that should be numbers must not pass for a line of text
      if (/\b(?:[xyz]lo|xy|avec|bvec|cvec|atoms)\b/.test(text))
        throw corrupt(name, `its header line "${text.slice(0, 60)}" should begin with numbers`);
      continue;
    }
    const [, numbers = '', key = ''] = match;
    const count = key.includes('lo ') ? 2 : /^(?:xy|[abc]vec|abc)/.test(key) ? 3 : 1;
    values.set(key.trim(), numbersOf(name, numbers, count, key.trim()));
  }
  const atoms = values.get('atoms')?.[0] ?? NaN;
  checkedPoints(name, atoms, 5, bytes.size);
  const types = values.get('atom types')?.[0] ?? 0;
  if (!Number.isInteger(types) || types < 0 || types > MAX_TYPES) throw corrupt(name, `it promises ${types} atom types`);
  const step = Number(/timestep = (\d{1,15})/.exec(title)?.[1] ?? 0);
  const units = /units = (\w+)/.exec(title)?.[1];
  return { scanner, header: { atoms, types, box: boxOf(name, values), units, step, next } };
}
