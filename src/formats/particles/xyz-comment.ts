/** What the comment line of extended XYZ says: key=value pairs, the columns, and the lattice. */
import type { GeometryBox } from '../../volume/index.js';
import { corrupt } from '../limits.js';
import { parseNumber } from './number-text.js';
import type { ColumnUse } from './row-table.js';

export interface XyzColumn {
  readonly name: string;
  /** columns of one field stand side by side; "pos" are the coordinates */
  readonly field: string;
  readonly use: ColumnUse;
}

const MAX_COLUMNS = 10_000;

/** Values by lower-case key; a value may stand in quotes or brackets. */
export function commentValues(comment: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const match of comment.matchAll(/([A-Za-z_][\w.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|\{([^}]*)\}|(\[[^=]*\])|([^\s"'{[]\S*))/g)) {
    const [, key = '', ...forms] = match;
    values.set(key.toLowerCase(), (forms.find((form) => form !== undefined) ?? '').trim());
  }
  return values;
}

const USES: Readonly<Record<string, ColumnUse>> = { S: 'word', R: 'number', I: 'number', L: 'flag' };

/** "species:S:1:pos:R:3:forces:R:3" as columns. */
export function propertyColumns(name: string, text: string): XyzColumn[] {
  const parts = text.split(':');
  const columns: XyzColumn[] = [];
  for (let i = 0; i < parts.length; i += 3) {
    const [field = '', type = '', count = ''] = parts.slice(i, i + 3);
    const use = USES[type.toUpperCase()];
    const components = Number(count);
    if (use === undefined || !/^\d+$/.test(count) || components < 1 || columns.length + components > MAX_COLUMNS)
      throw corrupt(name, `its Properties "${text.slice(0, 60)}" should be triples of name:type:columns`);
    const position = field === 'pos' || field === 'positions';
    for (let c = 0; c < components; c++)
      columns.push({
        name: position ? (['x', 'y', 'z'][c] ?? field) : field,
        field: position ? 'pos' : field,
        // words of several columns would share one numbering
        use: position ? 'position' : use === 'word' && field !== 'species' && field !== 'element' ? 'skip' : use,
      });
  }
  return columns;
}

/** The box of Lattice="ax ay az bx by bz cx cy cz" with pbc="T T F" and Origin. */
export function latticeBox(name: string, values: ReadonlyMap<string, string>): GeometryBox | undefined {
  const lattice = values.get('lattice');
  if (lattice === undefined) return undefined;
  const numbers = (text: string): number[] =>
    text
      .split(/[\s,[\]]+/)
      .filter((word) => word !== '')
      .map((word) => parseNumber(word) ?? NaN);
  const [ax = 0, ay = 0, az = 0, bx = 0, by = 0, bz = 0, cx = 0, cy = 0, cz = 0, ...rest] = numbers(lattice);
  const origin = numbers(values.get('origin') ?? '0 0 0');
  const [ox = 0, oy = 0, oz = 0] = origin;
  if (rest.length > 0 || numbers(lattice).length !== 9 || ![...numbers(lattice), ...origin].every((value) => Number.isFinite(value)))
    throw corrupt(name, `its Lattice "${lattice.slice(0, 60)}" should be nine numbers`);
  // a lattice is periodic unless pbc says otherwise
  const sides = (values.get('pbc') ?? 'T T T').split(/[\s,[\]]+/).filter((word) => word !== '');
  const periodic = (i: number): boolean => /^(?:t|true|1)$/i.test(sides[i] ?? 'T');
  return {
    origin: [ox, oy, oz],
    edges: [
      [ax, ay, az],
      [bx, by, bz],
      [cx, cy, cz],
    ],
    periodic: [periodic(0), periodic(1), periodic(2)],
  };
}
