/** VTK surfaces: points, triangles, and the phase of each. */
import type { ByteSink } from '../../ports/index.js';
import { APPENDED_TAIL, appendedHead, lengthBefore, unitField } from '../vtk/xml/appended.js';
import type { AppendedArray } from '../vtk/xml/appended.js';
import type { SurfaceContent, SurfaceWriter } from './mesh-content.js';
import { triangleCount, vertexCount } from './mesh-content.js';
import { stepProgress, writeRecords, writeWhole } from './records.js';

function arraysOf(points: number, triangles: number): readonly AppendedArray[] {
  return [
    { section: 'CellData', type: 'UInt8', name: 'phase', bytes: triangles },
    { section: 'Points', type: 'Float32', name: 'Points', components: 3, bytes: 12 * points },
    { section: 'Polys', type: 'Int32', name: 'connectivity', bytes: 12 * triangles },
    { section: 'Polys', type: 'Int32', name: 'offsets', bytes: 4 * triangles },
  ];
}

async function writePoints(sink: ByteSink, { surfaces, frame }: SurfaceContent, signal: AbortSignal | undefined): Promise<void> {
  for (const { parts } of surfaces)
    for (const { vertices } of parts) {
      const fill = (view: DataView, at: number, i: number): void => {
        for (let axis = 0; axis < 3; axis++)
          view.setFloat32(at + 4 * axis, (vertices[3 * i + axis] ?? 0) * (frame.scale[axis] ?? 1) + (frame.origin[axis] ?? 0), true);
      };
      await writeRecords(sink, vertices.length / 3, 12, fill, signal);
    }
}

async function writeTriangles(sink: ByteSink, { surfaces }: SurfaceContent, signal: AbortSignal | undefined): Promise<void> {
  let base = 0;
  for (const { parts } of surfaces)
    for (const { vertices, triangles } of parts) {
      const from = base;
      const fill = (view: DataView, at: number, i: number): void => view.setInt32(at, from + (triangles[i] ?? 0), true);
      await writeRecords(sink, triangles.length, 4, fill, signal);
      base += vertices.length / 3;
    }
}

export const VTP_WRITER: SurfaceWriter = {
  kind: 'surface',
  extension: 'vtp',
  title: 'VTK surface (XML)',
  several: true,
  text: 'The closed surfaces of all phases with shared points, appended raw, with the cell values "phase"; the unit stands in the field LengthUnit.',
  write: (host, path, mesh, options = {}) =>
    writeWhole(host, path, async (sink) => {
      const { surfaces, frame } = mesh;
      const { signal } = options;
      const points = surfaces.reduce((sum, surface) => sum + vertexCount(surface), 0);
      const triangles = surfaces.reduce((sum, surface) => sum + triangleCount(surface), 0);
      const arrays = arraysOf(points, triangles);
      const done = stepProgress(options, arrays.length);
      const piece = ` NumberOfPoints="${points}" NumberOfVerts="0" NumberOfLines="0" NumberOfStrips="0" NumberOfPolys="${triangles}"`;
      await sink.write(appendedHead({ type: 'PolyData', piece, field: unitField(frame.unit), arrays }));
      const [phases = 0, coordinates = 0, nodes = 0, ends = 0] = arrays.map(({ bytes }) => bytes);
      await sink.write(lengthBefore(phases));
      for (const surface of surfaces)
        await writeRecords(sink, triangleCount(surface), 1, (view, at) => view.setUint8(at, surface.phase.id), signal);
      done(1);
      await sink.write(lengthBefore(coordinates));
      await writePoints(sink, mesh, signal);
      done(1);
      await sink.write(lengthBefore(nodes));
      await writeTriangles(sink, mesh, signal);
      done(1);
      await sink.write(lengthBefore(ends));
      await writeRecords(sink, triangles, 4, (view, at, i) => view.setInt32(at, 3 * (i + 1), true), signal);
      done(1);
      await sink.write(APPENDED_TAIL);
    }),
};
