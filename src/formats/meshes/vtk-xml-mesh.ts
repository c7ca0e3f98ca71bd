/** Meshes in the XML files of VTK: unstructured, rectilinear and structured grids, and surfaces. */
import type { FrameInfo, GeometryInfo, GeometrySource } from '../../volume/index.js';
import { unitScale } from '../calibration.js';
import type { FormatHost, GeometryFormat } from '../format.js';
import { readVtkXml, sniffVtkXml } from '../vtk/xml/document.js';
import type { VtkPiece, VtkXmlArray } from '../vtk/xml/document.js';
import { lengthUnit, metresPerUnit } from '../vtk/xml/length-unit.js';
import { vtkValues } from '../vtk/xml/samples.js';
import { stepWarnings } from './grid-points.js';
import { joinSources } from './join.js';
import { checkFinite, meshSource } from './mesh-source.js';
import { pieceMesh } from './vtk-xml-pieces.js';
import type { VtkXmlFile } from './vtk-xml-pieces.js';

/** Arrays of numbers on points or cells, and those of texts by name. */
function fieldsOf(piece: VtkPiece): { fields: VtkXmlArray[]; skipped: string[] } {
  const all = piece.arrays.filter(({ section }) => section === 'PointData' || section === 'CellData');
  return {
    fields: all.filter(({ stored }) => stored !== undefined),
    skipped: all.filter(({ stored }) => stored === undefined).map(({ name }) => name),
  };
}

/** The time that writers of runs put into the data of the file. */
async function timeOf(file: VtkXmlFile): Promise<FrameInfo> {
  const array = file.document.fieldData.find(({ name, stored }) => /^time(value)?$/i.test(name) && stored !== undefined);
  if (array === undefined) return { step: 0 };
  const [time] = await vtkValues(file.host, file.bytes, file.document, array, 1);
  return time !== undefined && Number.isFinite(time) ? { step: 0, time } : { step: 0 };
}

/** The length of one, where a field of the file names a unit. */
function unitOf(document: VtkXmlFile['document']): GeometryInfo['unit'] {
  const metres = metresPerUnit(document);
  if (metres !== undefined) return { metres, source: 'VTK field MetresPerUnit' };
  const scale = unitScale(lengthUnit(document) ?? '');
  return scale === undefined ? null : { metres: scale.metres, source: 'VTK field LengthUnit' };
}

async function openPiece(format: string, file: VtkXmlFile, piece: VtkPiece, frame: FrameInfo): Promise<GeometrySource> {
  const { host, bytes, document } = file;
  const mesh = await pieceMesh(file, piece);
  const { fields, skipped } = fieldsOf(piece);
  const points = checkFinite(bytes.name, mesh.points);
  const warnings = mesh.grid === undefined ? [] : stepWarnings(mesh.grid);
  if (skipped.length > 0) warnings.push(`Arrays that are no numbers are left out: ${skipped.join(', ')}.`);
  return meshSource({
    format,
    path: bytes.path,
    name: bytes.name,
    ...mesh,
    points,
    frames: [frame],
    unit: unitOf(document),
    fields: fields.map(({ name, onCells, components }) => ({ name, on: onCells ? 'cells' : 'points', components })),
    warnings,
    values(field) {
      const array = fields[field];
      const tuples = array?.onCells === true ? mesh.cells.given : points.length / 3;
      return array === undefined ? Promise.resolve([]) : vtkValues(host, bytes, document, array, tuples * array.components);
    },
    close: () => bytes.close(),
  });
}

/** ids of formats by the data sets of VTK */
const FORMAT_OF: Readonly<Record<string, string>> = {
  UnstructuredGrid: 'vtu',
  PolyData: 'vtp',
  RectilinearGrid: 'vtr',
  StructuredGrid: 'vts',
};

export async function openVtkMesh(host: FormatHost, path: string): Promise<GeometrySource> {
  const bytes = await host.files.open(path);
  try {
    const file: VtkXmlFile = { host, bytes, document: await readVtkXml(bytes) };
    const frame = await timeOf(file);
    const pieces: GeometrySource[] = [];
    for (const piece of file.document.pieces) {
      const source = await openPiece(FORMAT_OF[file.document.type] ?? 'vtu', file, piece, frame);
      // empty pieces are what processors without a share write
      if (source.info.points > 0 || file.document.pieces.length === 1) pieces.push(source);
    }
    return joinSources(pieces, bytes.name);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

interface MeshKind {
  readonly id: string;
  readonly title: string;
  /** as VTK names the data set */
  readonly type: string;
  readonly cells: string;
  readonly loses: string;
}

const CODINGS =
  'as text, base64 or appended raw, plain or in zlib or LZ4 blocks, either byte order, several pieces joined; up to 50 million points, inline text and base64 up to 64 MiB';

function meshFormat({ id, title, type, cells, loses }: MeshKind): GeometryFormat {
  return {
    id,
    title,
    extensions: [id],
    kinds: ['mesh'],
    text: {
      reads: `${cells}, ${CODINGS}.`,
      keeps:
        'Coordinates, cells, every array of numbers on points or cells, and the time of the file. A unit only where a field LengthUnit or MetresPerUnit tells it.',
      loses,
    },
    sniff: (head) => sniffVtkXml(head, type),
    openGeometry: openVtkMesh,
  };
}

export const VTU = meshFormat({
  id: 'vtu',
  title: 'VTK unstructured grid (XML)',
  type: 'UnstructuredGrid',
  cells: 'Vertices, lines, triangles, quadrilaterals, tetrahedra, pyramids, wedges, hexahedra, pixels and voxels',
  loses: 'Cells of higher order are reduced to their corners and polygons cut into triangles, with a warning. Refused: polyhedra, LZMA.',
});

export const VTP = meshFormat({
  id: 'vtp',
  title: 'VTK surface (XML)',
  type: 'PolyData',
  cells: 'Vertices, lines, polygons and strips',
  loses: 'Strips and polygons with more than 4 corners are cut into triangles. Refused: LZMA.',
});

export const VTR = meshFormat({
  id: 'vtr',
  title: 'VTK rectilinear grid (XML)',
  type: 'RectilinearGrid',
  cells: 'Grids with uneven steps, which are never taken for uniform ones',
  loses: 'Refused: LZMA, coordinates that turn back.',
});

export const VTS = meshFormat({
  id: 'vts',
  title: 'VTK structured grid (XML)',
  type: 'StructuredGrid',
  cells: 'Grids whose points lie anywhere',
  loses: 'That the points form a grid is lost: they become hexahedra or quadrilaterals. Refused: LZMA.',
});
