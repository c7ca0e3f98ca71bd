/** Points and cells of one piece of a VTK XML mesh, by the kind of its data set. */
import type { ByteSource } from '../../ports/index.js';
import type { Geometry, VoxelArray } from '../../volume/index.js';
import type { FormatHost } from '../format.js';
import { corrupt, unsupported } from '../limits.js';
import { numbersOf } from '../vtk/xml/document.js';
import type { VtkDocument, VtkPiece, VtkXmlArray } from '../vtk/xml/document.js';
import { vtkValues } from '../vtk/xml/samples.js';
import { gridCells, sortCells } from './cells.js';
import type { SortedCells } from './cells.js';
import { gridPoints } from './grid-points.js';
import { checkedCount, MAX_CELLS, MAX_POINTS } from './mesh-limits.js';

export interface MeshParts {
  readonly points: Float64Array;
  readonly cells: SortedCells;
  readonly grid?: Geometry['grid'];
  readonly stored?: Float64Array;
}

export interface VtkXmlFile {
  readonly host: FormatHost;
  readonly bytes: ByteSource;
  readonly document: VtkDocument;
}

/** what connectivity may name: eight nodes for each cell, and some more */
const MAX_NODES = 8 * MAX_CELLS;

function values(file: VtkXmlFile, array: VtkXmlArray, count: number): Promise<VoxelArray> {
  return vtkValues(file.host, file.bytes, file.document, array, count);
}

function find(piece: VtkPiece, section: string, title?: string): VtkXmlArray | undefined {
  return piece.arrays.find((array) => array.section === section && (title === undefined || array.name.toLowerCase() === title));
}

async function pointsOf(file: VtkXmlFile, piece: VtkPiece, count: number): Promise<Float64Array> {
  const { name } = file.bytes;
  if (count === 0) return new Float64Array(0);
  const array = find(piece, 'Points');
  if (array === undefined) throw corrupt(name, `its ${count} points are missing`);
  if (array.components !== 3) throw corrupt(name, `its points have ${array.components} coordinates instead of 3`);
  return new Float64Array(await values(file, array, count * 3));
}

interface Lists {
  readonly ends: VoxelArray;
  readonly nodes: VoxelArray;
}

/** Nodes of cells, one after another, and where those of each cell end. */
async function listsOf(file: VtkXmlFile, piece: VtkPiece, section: string, count: number): Promise<Lists> {
  const { name } = file.bytes;
  if (count === 0) return { ends: new Float64Array(0), nodes: new Float64Array(0) };
  const offsets = find(piece, section, 'offsets');
  const connectivity = find(piece, section, 'connectivity');
  if (offsets === undefined || connectivity === undefined)
    throw corrupt(name, `the offsets or the connectivity of its ${section} are missing`);
  const ends = await values(file, offsets, count);
  const total = checkedCount(name, 'nodes of cells', ends[count - 1], MAX_NODES);
  return { ends, nodes: await values(file, connectivity, total) };
}

async function unstructured(file: VtkXmlFile, piece: VtkPiece): Promise<MeshParts> {
  const { name } = file.bytes;
  const points = await pointsOf(file, piece, checkedCount(name, 'points', piece.attributes.get('NumberOfPoints')));
  const count = checkedCount(name, 'cells', piece.attributes.get('NumberOfCells'), MAX_CELLS);
  const types = find(piece, 'Cells', 'types');
  if (types === undefined && count > 0) throw corrupt(name, 'the types of its cells are missing');
  const kinds = types === undefined ? new Uint8Array(0) : await values(file, types, count);
  const lists = await listsOf(file, piece, 'Cells', count);
  return { points, cells: sortCells(name, { types: kinds, ...lists }, points.length / 3) };
}

/** sections of PolyData in the order of their cell data, with the kind of cell that stands for each */
const POLY: readonly (readonly [section: string, type: number])[] = [
  ['Verts', 2],
  ['Lines', 4],
  ['Polys', 7],
  ['Strips', 6],
];

async function polyData(file: VtkXmlFile, piece: VtkPiece): Promise<MeshParts> {
  const { name } = file.bytes;
  const points = await pointsOf(file, piece, checkedCount(name, 'points', piece.attributes.get('NumberOfPoints')));
  const types: number[] = [];
  const ends: number[] = [];
  const nodes: number[] = [];
  for (const [section, type] of POLY) {
    const count = checkedCount(name, 'cells', piece.attributes.get(`NumberOf${section}`) ?? 0, MAX_CELLS);
    const lists = await listsOf(file, piece, section, count);
    const before = nodes.length;
    for (let i = 0; i < count; i++) {
      types.push(type);
      ends.push(before + (lists.ends[i] ?? NaN));
    }
    for (const node of lists.nodes) nodes.push(node);
  }
  return { points, cells: sortCells(name, { types, ends, nodes }, points.length / 3) };
}

/** Points along x, y, z of a piece of a grid. */
function sizesOf(piece: VtkPiece, name: string): number[] {
  const bounds = numbersOf(piece.attributes.get('Extent'));
  const sizes = [0, 2, 4].map((i) => (bounds[i + 1] ?? NaN) - (bounds[i] ?? NaN) + 1);
  sizes.forEach((size) => checkedCount(name, 'points', size > 0 ? size : NaN));
  checkedCount(
    name,
    'points',
    sizes.reduce((product, n) => product * n, 1),
    MAX_POINTS,
  );
  return sizes;
}

async function rectilinear(file: VtkXmlFile, piece: VtkPiece): Promise<MeshParts> {
  const { name } = file.bytes;
  const sizes = sizesOf(piece, name);
  const arrays = piece.arrays.filter(({ section }) => section === 'Coordinates');
  if (arrays.length !== 3) throw corrupt(name, `its grid has coordinates along ${arrays.length} of 3 axes`);
  const axes: Float64Array[] = [];
  for (const [i, array] of arrays.entries()) axes.push(new Float64Array(await values(file, array, sizes[i] ?? 0)));
  return { ...gridPoints(name, axes), cells: gridCells(name, sizes) };
}

async function structured(file: VtkXmlFile, piece: VtkPiece): Promise<MeshParts> {
  const { name } = file.bytes;
  const sizes = sizesOf(piece, name);
  const points = await pointsOf(
    file,
    piece,
    sizes.reduce((product, n) => product * n, 1),
  );
  return { points, cells: gridCells(name, sizes) };
}

const READERS: Readonly<Record<string, (file: VtkXmlFile, piece: VtkPiece) => Promise<MeshParts>>> = {
  UnstructuredGrid: unstructured,
  PolyData: polyData,
  RectilinearGrid: rectilinear,
  StructuredGrid: structured,
};

export function pieceMesh(file: VtkXmlFile, piece: VtkPiece): Promise<MeshParts> {
  const { type } = file.document;
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (read === undefined) throw unsupported(file.bytes.name, `its VTK data set is "${type}", not a mesh.`);
  return read(file, piece);
}
