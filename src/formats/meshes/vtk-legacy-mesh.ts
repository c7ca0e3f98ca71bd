/** Meshes in legacy VTK files (.vtk): unstructured, rectilinear and structured grids, and surfaces, as text or big-endian samples. */
import type { ByteSource } from '../../ports/index.js';
import type { GeometrySource, VoxelArray } from '../../volume/index.js';
import type { FormatHost, GeometryFormat } from '../format.js';
import { corrupt, MAX_READ_BYTES, unsupported } from '../limits.js';
import { unpackText } from '../side-data.js';
import { decodeStored, storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';
import { legacyStored, legacyType, MESH_TYPES, nextWords, readAttribute, skipNumbers, startLegacy } from '../vtk/vtk-legacy-arrays.js';
import type { Cursor, LegacyArray, Walk } from '../vtk/vtk-legacy-arrays.js';
import { gridCells, sortCells } from './cells.js';
import type { SortedCells } from './cells.js';
import { gridPoints, stepWarnings } from './grid-points.js';
import { legacyCells, readCellTable } from './vtk-legacy-cells.js';
import type { CellTable, ReadNumbers } from './vtk-legacy-cells.js';
import { checkedCount } from './mesh-limits.js';
import { checkFinite, meshSource } from './mesh-source.js';
import type { MeshParts } from './vtk-xml-pieces.js';

/** Numbers at a place of the file. */
async function numbersAt(cursor: Cursor, offset: number, count: number, stored: StoredType): Promise<VoxelArray> {
  const { bytes, content } = cursor;
  if (count === 0) return new Float64Array(0);
  if (content !== undefined) {
    // whole numbers of 64 bits that are shown fit into float64, too
    const wide = stored === 'int64' || stored === 'uint64' ? 'float64' : stored;
    return decodeStored(await (await unpackText(bytes, offset, count, wide)).read(0, count * storedBytes(wide)), wide, false, bytes.name);
  }
  const needed = count * storedBytes(stored);
  if (offset + needed > bytes.size) throw corrupt(bytes.name, `its ${count} numbers at byte ${offset} end after the file`);
  if (needed > MAX_READ_BYTES) throw unsupported(bytes.name, `its ${count} numbers at byte ${offset} are too many.`, 'too-large');
  return decodeStored(await bytes.read(offset, needed), stored, true, bytes.name);
}

interface Sections {
  points?: Float64Array;
  sizes?: readonly number[];
  readonly axes: Map<string, Float64Array>;
  readonly tables: Map<string, CellTable>;
  kinds?: VoxelArray;
}

const AXES = ['X_COORDINATES', 'Y_COORDINATES', 'Z_COORDINATES'];
/** sections of surfaces in the order of their cell data, with the kind of cell that stands for each */
const POLY: readonly (readonly [section: string, type: number])[] = [
  ['VERTICES', 2],
  ['LINES', 4],
  ['POLYGONS', 7],
  ['TRIANGLE_STRIPS', 6],
];

/** Points and cells up to the values on them. */
async function readSection(sections: Sections, cursor: Cursor, words: readonly string[], read: ReadNumbers): Promise<boolean> {
  const { name } = cursor.bytes;
  const [keyword = '', count = '', type = ''] = words;
  const upper = keyword.toUpperCase();
  const typed = async (components: number): Promise<Float64Array> => {
    const stored = legacyStored(type);
    if (stored === undefined) throw unsupported(name, `its ${keyword} have the type "${type}", which is not supported; save it as floats.`);
    return new Float64Array(await read(checkedCount(name, 'points', count) * components, stored));
  };
  if (upper === 'DIMENSIONS') sections.sizes = words.slice(1, 4).map((size) => checkedCount(name, 'points', size));
  else if (upper === 'POINTS') sections.points = await typed(3);
  else if (AXES.includes(upper)) sections.axes.set(upper, await typed(1));
  else if (upper === 'CELL_TYPES') sections.kinds = await read(checkedCount(name, 'cells', count), 'int32');
  else if (upper === 'CELLS' || POLY.some(([section]) => section === upper))
    sections.tables.set(upper, await readCellTable(cursor, words, read));
  else return false;
  return true;
}

/** What stands before the values, as a mesh. */
function meshOf(type: string, sections: Sections, name: string): MeshParts {
  const { points, sizes, axes, tables, kinds } = sections;
  if (type === 'RECTILINEAR_GRID') {
    const along = AXES.map((axis) => axes.get(axis) ?? new Float64Array(0));
    if (along.some((axis, i) => axis.length === 0 || axis.length !== sizes?.[i]))
      throw corrupt(name, 'its coordinates do not fit its DIMENSIONS');
    checkedCount(
      name,
      'points',
      along.reduce((product, axis) => product * axis.length, 1),
    );
    return {
      ...gridPoints(name, along),
      cells: gridCells(
        name,
        along.map((axis) => axis.length),
      ),
    };
  }
  if (points === undefined) throw corrupt(name, 'its POINTS are missing');
  const count = points.length / 3;
  if (type === 'STRUCTURED_GRID') {
    const product = (sizes ?? []).reduce((total, n) => total * n, 1);
    if (sizes?.length !== 3 || product !== count) throw corrupt(name, `its ${count} points do not fit its DIMENSIONS`);
    return { points, cells: gridCells(name, sizes) };
  }
  return { points, cells: sortCells(name, legacyCells(type === 'POLYDATA' ? POLY : [], tables, kinds, name), count) };
}

/** Sets how many values an array has from here on. */
function startData(walk: Walk, [keyword = '', count = '']: readonly string[], points: number, cells: number): void {
  walk.onCells = keyword.toUpperCase() === 'CELL_DATA';
  walk.tuples = Number(count);
  const expected = walk.onCells ? cells : points;
  if (walk.tuples !== expected) throw corrupt(walk.cursor.bytes.name, `its ${keyword} has ${count} values for ${expected}`);
}

async function values(cursor: Cursor, array: LegacyArray, tuples: number): Promise<ArrayLike<number>> {
  const stored = array.stored ?? 'float32';
  const found = await numbersAt(cursor, array.offset, tuples * array.components, array.fractions ? 'float32' : stored);
  // text files write colours as fractions of 1
  return array.fractions ? Float64Array.from(found, (v) => Math.round(255 * v)) : found;
}

async function openMesh(bytes: ByteSource): Promise<GeometrySource> {
  const { name } = bytes;
  const { cursor, type } = await startLegacy(bytes);
  const walk: Walk = { cursor, arrays: [], tuples: NaN, onCells: false };
  const sections: Sections = { axes: new Map(), tables: new Map() };
  const read: ReadNumbers = async (count, stored) => {
    const { at } = cursor;
    skipNumbers(cursor, count * storedBytes(stored));
    return numbersAt(cursor, at, count, stored);
  };
  let mesh: { parts: MeshParts; cells: SortedCells } | undefined;
  for (let words = await nextWords(cursor); words !== undefined; words = await nextWords(cursor)) {
    const keyword = (words[0] ?? '').toUpperCase();
    if (keyword === 'POINT_DATA' || keyword === 'CELL_DATA') {
      const parts = mesh?.parts ?? meshOf(type, sections, name);
      mesh = { parts, cells: parts.cells };
      startData(walk, words, parts.points.length / 3, parts.cells.given);
    } else if (!(await readSection(sections, cursor, words, read))) await readAttribute(walk, words);
  }
  const parts = mesh?.parts ?? meshOf(type, sections, name);
  const fields = walk.arrays.filter(({ stored }) => stored !== undefined);
  return meshSource({
    format: 'vtk-legacy-mesh',
    path: bytes.path,
    name,
    ...parts,
    points: checkFinite(name, parts.points),
    fields: fields.map((field) => ({ name: field.name, on: field.onCells ? 'cells' : 'points', components: field.components })),
    warnings: parts.grid === undefined ? [] : stepWarnings(parts.grid),
    values(index) {
      const array = fields[index];
      const tuples = array?.onCells === true ? parts.cells.given : parts.points.length / 3;
      return array === undefined ? Promise.resolve([]) : values(cursor, array, tuples);
    },
    close: () => bytes.close(),
  });
}

async function openGeometry(host: FormatHost, path: string): Promise<GeometrySource> {
  const bytes = await host.files.open(path);
  try {
    return await openMesh(bytes);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

export const VTK_LEGACY_MESH: GeometryFormat = {
  id: 'vtk-legacy-mesh',
  title: 'legacy VTK mesh',
  extensions: ['vtk'],
  kinds: ['mesh'],
  text: {
    reads:
      'UNSTRUCTURED_GRID, POLYDATA, RECTILINEAR_GRID and STRUCTURED_GRID up to version 5.1, binary and, up to 256 MiB, as text; up to 50 million points.',
    keeps: 'Coordinates, cells, every array of numbers on points or cells. The file names no unit.',
    loses: 'Cells of higher order are reduced to their corners and polygons cut into triangles, with a warning. Refused: polyhedra, bits.',
  },
  sniff: (head) => (MESH_TYPES.includes(legacyType(head)) ? 1 : 0),
  openGeometry,
};
