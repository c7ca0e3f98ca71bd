/** Binary STL: triangles with their normals, and nothing else. One surface in a file. */
import type { Surface, SurfaceContent, SurfacePart, SurfaceWriter } from './mesh-content.js';
import { triangleCount } from './mesh-content.js';
import { stepProgress, writeRecords, writeWhole } from './records.js';

const HEADER_BYTES = 80;
const TRIANGLE_BYTES = 50;

function header({ surfaces, frame }: SurfaceContent): Uint8Array {
  const out = new Uint8Array(HEADER_BYTES + 4).fill(0x20, 0, HEADER_BYTES);
  // must not begin with "solid", by which text files are known
  const text = `Lithoscope surface; unit ${frame.unit}; ${surfaces.map(({ phase }) => phase.name).join(' ')}`;
  out.set(new TextEncoder().encode(text.slice(0, HEADER_BYTES)));
  const count = surfaces.reduce((sum, surface) => sum + triangleCount(surface), 0);
  new DataView(out.buffer).setUint32(HEADER_BYTES, count, true);
  return out;
}

/** Puts triangle i of a part with its normal into a file. */
function triangleFiller(part: SurfacePart, next: SurfacePart | undefined, { frame }: SurfaceContent) {
  const { triangles } = part;
  const own = part.vertices.length / 3;
  const corners = new Float64Array(9);
  return (view: DataView, at: number, i: number): void => {
    for (let c = 0; c < 3; c++) {
      const vertex = triangles[3 * i + c] ?? 0;
      const list = vertex < own ? part.vertices : next?.vertices;
      const from = 3 * (vertex < own ? vertex : vertex - own);
      for (let axis = 0; axis < 3; axis++) {
        const length = (list?.[from + axis] ?? Number.NaN) * (frame.scale[axis] ?? 1) + (frame.origin[axis] ?? 0);
        corners[3 * c + axis] = length;
        view.setFloat32(at + 12 + 12 * c + 4 * axis, length, true);
      }
    }
    setNormal(view, at, corners);
  };
}

function setNormal(view: DataView, at: number, corners: Float64Array): void {
  const [ax = 0, ay = 0, az = 0, bx = 0, by = 0, bz = 0, cx = 0, cy = 0, cz = 0] = corners;
  const x = (by - ay) * (cz - az) - (bz - az) * (cy - ay);
  const y = (bz - az) * (cx - ax) - (bx - ax) * (cz - az);
  const z = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const length = Math.hypot(x, y, z);
  if (length === 0) return;
  view.setFloat32(at, x / length, true);
  view.setFloat32(at + 4, y / length, true);
  view.setFloat32(at + 8, z / length, true);
}

export const STL_WRITER: SurfaceWriter = {
  kind: 'surface',
  extension: 'stl',
  title: 'STL, binary',
  several: false,
  text: 'One closed surface in a file, so several phases become several files; the unit stands in the first 80 bytes, since the format has no place for one.',
  write: (host, path, mesh, options = {}) =>
    writeWhole(host, path, async (sink) => {
      await sink.write(header(mesh));
      const done = stepProgress(
        options,
        mesh.surfaces.reduce((sum, { parts }) => sum + parts.length, 0),
      );
      for (const { parts } of mesh.surfaces as readonly Surface[])
        for (const [k, part] of parts.entries()) {
          const fill = triangleFiller(part, parts[k + 1], mesh);
          await writeRecords(sink, part.triangles.length / 3, TRIANGLE_BYTES, fill, options.signal);
          done(1);
        }
    }),
};
