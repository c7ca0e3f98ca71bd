/** The first line of a table of points: its delimiter, its columns, which of them are coordinates, and their unit. */
import { unitScale } from '../calibration.js';
import { unsupported } from '../limits.js';
import type { Triple } from './frames.js';

export interface CsvHeader {
  readonly delimiter: number;
  readonly columns: readonly string[];
  /** columns of x, y, z; -1 where z is missing */
  readonly at: Triple;
  readonly unit: { readonly metres: number; readonly source: string } | null;
  readonly warnings: readonly string[];
}

const MAX_COLUMNS = 10_000;

/** ParaView's "Points:0", plain x, "Position X [um]", "centroid_x", "x_coord" */
const AXES = ['x', 'y', 'z'].map(
  (axis, i) =>
    new RegExp(
      String.raw`^(?:(?:points?|coordinates?|coords|positions?)[:_ .]?${i}|(?:(?:positions?|pos|points?|coords?|coordinates?|centroid|center|centre|r)[ _.:-]?)?${axis}(?:[ _.-]?(?:coord|coordinate|position|pos|centroid))?)$`,
    ),
);

/** A name without its unit in brackets. */
function plainName(column: string): string {
  return column
    .replace(/\s*[[(][^\])]*[\])]\s*$/, '')
    .trim()
    .toLowerCase();
}

function unitText(column: string): string | undefined {
  return /[[(]([^\])]*)[\])]\s*$/.exec(column)?.[1]?.trim();
}

/** Cells of a line; quotes hold delimiters. */
export function cellsOf(line: string, delimiter: string): string[] {
  if (delimiter === ' ') return line.trim().split(/\s+/);
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    else if (letter === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += letter;
  }
  return [...cells, cell.trim()];
}

/** Columns of x, y, z; -1 for missing ones. */
function axesOf(columns: readonly string[]): Triple {
  const names = columns.map(plainName);
  const [x = -1, y = -1, z = -1] = AXES.map((axis) => names.findIndex((name) => axis.test(name)));
  return [x, y, z];
}

/** The delimiter under which the line names x and y, or undefined. */
export function splitHeader(line: string): { delimiter: string; columns: string[]; at: Triple } | undefined {
  const text = line.replace(/^\uFEFF/, '').replace(/^\s*#\s*/, '');
  for (const delimiter of [',', ';', '\t', ' ']) {
    // a unit in brackets belongs to the name before it
    const columns = delimiter === ' ' ? [...(text.match(/\S+(?:\s+[[(][^\])]*[\])])?/g) ?? [])] : cellsOf(text, delimiter);
    if (columns.length < 2 || columns.length > MAX_COLUMNS) continue;
    const at = axesOf(columns);
    if (at[0] >= 0 && at[1] >= 0) return { delimiter, columns, at };
  }
  return undefined;
}

export function parseCsvHeader(name: string, line: string): CsvHeader {
  const split = splitHeader(line);
  if (split === undefined)
    throw unsupported(
      name,
      `its first line "${line.trim().slice(0, 60)}" names no columns x and y (or Points:0 and Points:1); name the columns in the first line.`,
    );
  const { delimiter, columns, at } = split;
  const texts = [...new Set(at.filter((i) => i >= 0).map((i) => unitText(columns[i] ?? '')))];
  const [text] = texts;
  const scale = text === undefined ? undefined : unitScale(text);
  const warnings =
    texts.length > 1
      ? [`Its coordinates are named in different units (${texts.map((t) => t ?? 'none').join(', ')}), so their unit is unknown.`]
      : [];
  return {
    delimiter: delimiter === ' ' ? 0 : delimiter.charCodeAt(0),
    columns,
    at,
    unit: texts.length === 1 && scale !== undefined ? { metres: scale.metres, source: `column ${columns[at[0]] ?? ''}` } : null,
    warnings,
  };
}
