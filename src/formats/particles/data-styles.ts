/** The columns of an atom in a LAMMPS data file, which depend on the atom style. */
import { unsupported } from '../limits.js';

/** Names of the columns without image flags. */
const STYLES: Readonly<Record<string, string>> = {
  atomic: 'id type x y z',
  charge: 'id type q x y z',
  bond: 'id mol type x y z',
  angle: 'id mol type x y z',
  molecular: 'id mol type x y z',
  full: 'id mol type q x y z',
  sphere: 'id type diameter density x y z',
  'bpm/sphere': 'id mol type diameter density x y z',
  body: 'id type bodyflag mass x y z',
  ellipsoid: 'id type ellipsoidflag density x y z',
  line: 'id mol type lineflag density x y z',
  tri: 'id mol type triangleflag density x y z',
  dipole: 'id type q x y z mux muy muz',
  dielectric: 'id mol type q x y z normx normy normz area ed em epsilon curvature',
  dpd: 'id type theta x y z',
  edpd: 'id type edpd_temp edpd_cv x y z',
  mdpd: 'id type rho x y z',
  electron: 'id type q espin eradius x y z',
  peri: 'id type volume density x y z',
  smd: 'id type mol volume mass kradius cradius x0 y0 z0 x y z',
  sph: 'id type rho esph cv x y z',
  spin: 'id type x y z spx spy spz sp',
  template: 'id type mol template_index template_atom x y z',
};

/** styles that are told apart by their columns where the file names none */
const COMMON: readonly string[] = [
  'atomic',
  'charge',
  'molecular',
  'full',
  'sphere',
  'bpm/sphere',
  'dipole',
  'line',
  'ellipsoid',
  'peri',
  'electron',
  'sph',
];

const IMAGE_FLAGS: readonly string[] = ['ix', 'iy', 'iz'];
/** columns that hold whole numbers */
const WHOLE: readonly string[] = ['id', 'mol', 'type', 'lineflag', 'ellipsoidflag', 'espin', ...IMAGE_FLAGS];

function columnsOf(style: string): readonly string[] | undefined {
  return Object.hasOwn(STYLES, style) ? STYLES[style]?.split(' ') : undefined;
}

/** The columns of a named style, with image flags when the row has three cells more. */
export function namedColumns(name: string, style: string, cells: number): readonly string[] {
  const columns = columnsOf(style);
  if (columns === undefined)
    throw unsupported(
      name,
      `its atom style "${style.slice(0, 40)}" is not read; write the atoms with atom style atomic, charge, full, molecular or sphere.`,
    );
  if (cells === columns.length) return columns;
  if (cells === columns.length + 3) return [...columns, ...IMAGE_FLAGS];
  throw unsupported(
    name,
    `its atoms have ${cells} columns, but the atom style "${style}" has ${columns.length}, or ${columns.length + 3} with image flags; write it again.`,
  );
}

/** Whether all rows have whole numbers where a style needs them, and types between 1 and `types`. */
function fits(table: Float64Array, columns: readonly string[], types: number): boolean {
  const width = columns.length;
  return columns.every((column, i) => {
    if (!WHOLE.includes(column)) return true;
    for (let at = i; at < table.length; at += width) {
      const value = table[at] as number;
      if (!Number.isInteger(value) || (column === 'type' && (value < 1 || value > types))) return false;
    }
    return true;
  });
}

/** The columns of atoms without a named style: those of every common style that fits, when they say the same. */
export function guessedColumns(name: string, table: Float64Array, cells: number, types: number): readonly string[] {
  const fitting = COMMON.flatMap((style) => {
    const columns = columnsOf(style) ?? [];
    const whole = columns.length === cells ? columns : columns.length + 3 === cells ? [...columns, ...IMAGE_FLAGS] : [];
    return whole.length > 0 && fits(table, whole, types) ? [{ style, columns: whole }] : [];
  });
  // three last columns of whole numbers are image flags, not moments
  const flagged = fitting.filter(({ columns }) => columns.includes('ix'));
  const left =
    flagged.length > 0
      ? fitting.filter(({ columns }) => columns.includes('ix') || columns.indexOf('x') !== flagged[0]?.columns.indexOf('x'))
      : fitting;
  const [only] = left;
  if (only !== undefined && left.length === 1) return only.columns;
  const may = left.length === 0 ? 'none that is known' : left.map(({ style }) => style).join(' or ');
  throw unsupported(
    name,
    `its section Atoms names no atom style, and its ${cells} columns fit ${may}; name the style in the file, as in "Atoms # charge".`,
  );
}
