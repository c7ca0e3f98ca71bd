/** VTK unstructured grids of hexahedra, for finite elements. */
import { METRES, parseLengthUnit } from '../../base/index.js';
import type { ByteSink } from '../../ports/index.js';
import { APPENDED_TAIL, appendedHead, lengthBefore, metresField } from '../vtk/xml/appended.js';
import type { AppendedArray } from '../vtk/xml/appended.js';
import type { HexahedraContent, HexahedraWriter } from './mesh-content.js';
import { stepProgress, writeRecords, writeWhole } from './records.js';

/** VTK_HEXAHEDRON */
const HEXAHEDRON = 12;

function arraysOf(nodes: number, cells: number): readonly AppendedArray[] {
  return [
    { section: 'CellData', type: 'UInt8', name: 'phase', bytes: cells },
    { section: 'Points', type: 'Float64', name: 'Points', components: 3, bytes: 24 * nodes },
    { section: 'Cells', type: 'Int32', name: 'connectivity', bytes: 32 * cells },
    { section: 'Cells', type: 'Int32', name: 'offsets', bytes: 4 * cells },
    { section: 'Cells', type: 'UInt8', name: 'types', bytes: cells },
  ];
}

async function stream(sink: ByteSink, bytes: number, parts: AsyncIterable<Float64Array | Int32Array | Uint8Array>): Promise<void> {
  await sink.write(lengthBefore(bytes));
  for await (const part of parts) await sink.write(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
}

async function writeGrid(
  sink: ByteSink,
  mesh: HexahedraContent,
  done: (count: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { nodes, cells, unit } = mesh;
  const arrays = arraysOf(nodes, cells);
  // a number: some programs refuse files with texts in them
  const length = parseLengthUnit(unit);
  const field = length === undefined ? undefined : metresField(METRES[length]);
  const piece = ` NumberOfPoints="${nodes}" NumberOfCells="${cells}"`;
  await sink.write(appendedHead({ type: 'UnstructuredGrid', piece, field, arrays }));
  const [phases = 0, points = 0, connectivity = 0, ends = 0, types = 0] = arrays.map(({ bytes }) => bytes);
  await stream(sink, phases, mesh.labels());
  done(1);
  await stream(sink, points, mesh.points());
  done(1);
  await stream(sink, connectivity, mesh.connectivity());
  done(1);
  await sink.write(lengthBefore(ends));
  await writeRecords(sink, cells, 4, (view, at, i) => view.setInt32(at, 8 * (i + 1), true), signal);
  await sink.write(lengthBefore(types));
  await writeRecords(sink, cells, 1, (view, at) => view.setUint8(at, HEXAHEDRON), signal);
  done(1);
  await sink.write(APPENDED_TAIL);
}

export const VTU_WRITER: HexahedraWriter = {
  kind: 'hexahedra',
  extension: 'vtu',
  title: 'VTK unstructured grid (XML)',
  text: 'Every voxel of the phases as a hexahedron with shared nodes (up to 50 million), appended raw, with the cell values "phase"; the field MetresPerUnit tells the unit.',
  write: (host, path, mesh, options = {}) =>
    writeWhole(host, path, (sink) => writeGrid(sink, mesh, stepProgress(options, 4), options.signal)),
};
