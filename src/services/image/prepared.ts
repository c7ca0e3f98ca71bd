/** The image after its prepare steps, computed box by box when it is asked for; nothing is written. */
import { cropBox, downsample2, fromFloat32, gaussianFilter3, halfShape, medianFilter, toFloat32 } from '../../kernels/index.js';
import type { StudyPrepareStep } from '../../study/index.js';
import type { Shape3, Vec3 } from '../../volume/index.js';
import { croppedReader } from './box-reader.js';
import type { BoxReader } from './box-reader.js';

/** A neighbourhood filter: reads `halo` more voxels on every side that has them, and cuts them off again. */
function filteredReader(reader: BoxReader, halo: number, filter: (data: Float32Array, shape: Shape3) => Float32Array): BoxReader {
  return {
    ...reader,
    async read(start, size, signal) {
      const low = start.map((v) => Math.max(0, v - halo)) as unknown as Shape3;
      const high = start.map((v, a) => Math.min(reader.shape[a] ?? 0, v + (size[a] ?? 0) + halo));
      const wide = high.map((v, a) => v - (low[a] ?? 0)) as unknown as Shape3;
      const data = await reader.read(low, wide, signal);
      const filtered = filter(toFloat32(data), wide);
      const inner = start.map((v, a) => v - (low[a] ?? 0)) as unknown as Shape3;
      return fromFloat32(toFloat32(cropBox(filtered, wide, inner, size)), reader.dtype);
    },
  };
}

function halvedReader(reader: BoxReader): BoxReader {
  const factor = reader.shape.map((n) => (n > 1 ? 2 : 1)) as unknown as Shape3;
  const spacing = reader.spacing?.map((v, a) => v * (factor[a] ?? 1)) as unknown as Vec3 | undefined;
  return {
    ...reader,
    shape: halfShape(reader.shape),
    spacing: spacing ?? null,
    async read(start, size, signal) {
      const from = start.map((v, a) => v * (factor[a] ?? 1)) as unknown as Shape3;
      const wide = size.map((v, a) => v * (factor[a] ?? 1)) as unknown as Shape3;
      const data = await reader.read(from, wide, signal);
      // a box of one plane of a thick axis still has two planes to average
      return fromFloat32(downsample2(toFloat32(data), wide), reader.dtype);
    },
  };
}

/** Applies the enabled steps in order. */
export function preparedReader(original: BoxReader, steps: readonly StudyPrepareStep[]): BoxReader {
  let reader = original;
  for (const step of steps) {
    if (!step.enabled) continue;
    switch (step.step) {
      case 'crop':
        reader = croppedReader(reader, step.start, step.end);
        break;
      case 'downsample2':
        reader = halvedReader(reader);
        break;
      case 'median': {
        const { radius } = step;
        reader = filteredReader(reader, radius, (data, shape) => medianFilter(data, shape, radius));
        break;
      }
      case 'gaussian': {
        const { sigma } = step;
        reader = filteredReader(reader, Math.max(1, Math.ceil(3.5 * sigma)), (data, shape) => {
          const blurred = data.slice();
          gaussianFilter3(blurred, shape, [sigma, sigma, sigma]);
          return blurred;
        });
        break;
      }
    }
  }
  return reader;
}
