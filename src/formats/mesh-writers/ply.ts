/** Binary PLY: triangles between vertices in the colour of their phase, with its id. */
import type { SurfaceContent, SurfaceWriter } from './mesh-content.js';
import { phaseColour, triangleCount, vertexCount } from './mesh-content.js';
import { stepProgress, writeRecords, writeWhole } from './records.js';

const VERTEX_BYTES = 16;
const FACE_BYTES = 13;

function header({ surfaces, frame }: SurfaceContent): Uint8Array {
  const total = (count: (surface: SurfaceContent['surfaces'][number]) => number): number =>
    surfaces.reduce((sum, surface) => sum + count(surface), 0);
  const lines = [
    'ply',
    'format binary_little_endian 1.0',
    'comment written by Lithoscope',
    `comment unit ${frame.unit}`,
    ...surfaces.map(({ phase }) => `comment phase ${phase.id} ${phase.name}`),
    `element vertex ${total(vertexCount)}`,
    'property float x',
    'property float y',
    'property float z',
    'property uchar red',
    'property uchar green',
    'property uchar blue',
    // on vertices, which belong to one phase each: some programs read nothing but lists on faces
    'property uchar phase',
    `element face ${total(triangleCount)}`,
    'property list uchar int vertex_indices',
    'end_header',
  ];
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

export const PLY_WRITER: SurfaceWriter = {
  kind: 'surface',
  extension: 'ply',
  title: 'PLY, binary',
  several: true,
  text: 'The closed surfaces of all phases with shared vertices, coloured by phase, with its id on every vertex; the unit stands in a comment of the header.',
  write: (host, path, mesh, options = {}) =>
    writeWhole(host, path, async (sink) => {
      const { surfaces, frame } = mesh;
      const [sx, sy, sz] = frame.scale;
      const [ox, oy, oz] = frame.origin;
      const done = stepProgress(options, 2 * surfaces.reduce((sum, { parts }) => sum + parts.length, 0));
      await sink.write(header(mesh));
      for (const { phase, parts } of surfaces) {
        const [red, green, blue] = phaseColour(phase);
        for (const { vertices } of parts) {
          const fill = (view: DataView, at: number, i: number): void => {
            view.setFloat32(at, (vertices[3 * i] ?? 0) * sx + ox, true);
            view.setFloat32(at + 4, (vertices[3 * i + 1] ?? 0) * sy + oy, true);
            view.setFloat32(at + 8, (vertices[3 * i + 2] ?? 0) * sz + oz, true);
            view.setUint8(at + 12, red);
            view.setUint8(at + 13, green);
            view.setUint8(at + 14, blue);
            view.setUint8(at + 15, phase.id);
          };
          await writeRecords(sink, vertices.length / 3, VERTEX_BYTES, fill, options.signal);
          done(1);
        }
      }
      let base = 0;
      for (const { parts } of surfaces)
        for (const { vertices, triangles } of parts) {
          const from = base;
          const fill = (view: DataView, at: number, i: number): void => {
            view.setUint8(at, 3);
            for (let c = 0; c < 3; c++) view.setInt32(at + 1 + 4 * c, from + (triangles[3 * i + c] ?? 0), true);
          };
          await writeRecords(sink, triangles.length / 3, FACE_BYTES, fill, options.signal);
          base += vertices.length / 3;
          done(1);
        }
    }),
};
