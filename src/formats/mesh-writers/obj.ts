/** Wavefront OBJ: text, one object for each phase. */
import type { SurfaceWriter } from './mesh-content.js';
import { stepProgress, writeLines, writeWhole } from './records.js';

/** as many digits as the vertices have */
const short = (value: number): string => String(Number(value.toPrecision(8)));

export const OBJ_WRITER: SurfaceWriter = {
  kind: 'surface',
  extension: 'obj',
  title: 'Wavefront OBJ',
  several: true,
  text: 'The closed surfaces as text, an object for each phase, with shared vertices; the unit stands in a comment. Large: about 60 bytes for each triangle.',
  write: (host, path, { surfaces, frame }, options = {}) =>
    writeWhole(host, path, async (sink) => {
      const { signal } = options;
      const [sx, sy, sz] = frame.scale;
      const [ox, oy, oz] = frame.origin;
      const done = stepProgress(options, 2 * surfaces.reduce((sum, { parts }) => sum + parts.length, 0));
      await sink.write(new TextEncoder().encode(`# written by Lithoscope\n# unit: ${frame.unit}\n`));
      // counted from 1
      let base = 1;
      for (const { phase, parts } of surfaces) {
        await sink.write(new TextEncoder().encode(`o ${phase.name}\n`));
        for (const { vertices: v } of parts) {
          const line = (i: number): string =>
            `v ${short((v[3 * i] ?? 0) * sx + ox)} ${short((v[3 * i + 1] ?? 0) * sy + oy)} ${short((v[3 * i + 2] ?? 0) * sz + oz)}`;
          await writeLines(sink, v.length / 3, line, signal);
          done(1);
        }
        for (const { vertices, triangles: t } of parts) {
          const from = base;
          const line = (i: number): string => `f ${from + (t[3 * i] ?? 0)} ${from + (t[3 * i + 1] ?? 0)} ${from + (t[3 * i + 2] ?? 0)}`;
          await writeLines(sink, t.length / 3, line, signal);
          base += vertices.length / 3;
          done(1);
        }
      }
    }),
};
