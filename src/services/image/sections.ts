/**
 * Cross-sections of a large image. A stack is stored plane by plane, so a section along y or x touches every plane. A
 * background job writes the image once more into the cache, slab by slab, ordered so that a section lies in a few
 * contiguous pieces. Until that is done, and for small images, sections are read directly.
 *
 *      file:  slab 0: [y][z][x] then [x][z][y], slab 1: ...
 */
import { checkAborted } from '../../base/index.js';
import { sectionOrder } from '../../kernels/index.js';
import type { Files } from '../../ports/index.js';
import { allocateVoxels, bytesPerVoxel, viewVoxels } from '../../volume/index.js';
import type { Shape3, VoxelArray } from '../../volume/index.js';
import type { BoxReader } from './box-reader.js';

const SLAB_PLANES = 16;

export interface SectionCache {
  /** a section, or undefined while the cache is not there yet */
  read(axis: 'y' | 'x', index: number, signal?: AbortSignal): Promise<VoxelArray | undefined>;
  /** settles when the cache is complete, or cannot be made */
  readonly built: Promise<void>;
  close(): Promise<void>;
}

function bytesOf(data: VoxelArray): Uint8Array {
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}

/** Writes the cache file; nothing is visible under `path` before it is complete. */
async function buildSections(files: Files, path: string, reader: BoxReader, signal: AbortSignal): Promise<void> {
  const [nz, ny, nx] = reader.shape;
  const sink = await files.create(path);
  try {
    for (let z = 0; z < nz; z += SLAB_PLANES) {
      checkAborted(signal);
      const shape: Shape3 = [Math.min(SLAB_PLANES, nz - z), ny, nx];
      const slab = await reader.read([z, 0, 0], shape, signal);
      await sink.write(bytesOf(sectionOrder(slab, shape, 'y')));
      await sink.write(bytesOf(sectionOrder(slab, shape, 'x')));
    }
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/** Opens the cache at `path`, building it in the background when it is missing. */
export function openSections(files: Files, path: string, reader: BoxReader): SectionCache {
  const stop = new AbortController();
  const [nz, ny, nx] = reader.shape;
  const size = bytesPerVoxel(reader.dtype);
  const expected = 2 * nz * ny * nx * size;
  let ready = false;

  async function prepare(): Promise<void> {
    if (!(await files.exists(path)) || (await files.stat(path)).size !== expected) await buildSections(files, path, reader, stop.signal);
    ready = !stop.signal.aborted;
  }
  // a full disk or a lost original only means that sections stay slow; reading them says what is wrong
  const building = prepare().catch(() => undefined);

  return {
    built: building,
    async read(axis, index, signal) {
      if (!ready) return undefined;
      const length = axis === 'y' ? nx : ny;
      const out = allocateVoxels(reader.dtype, nz * length);
      const file = await files.open(path);
      try {
        for (let z = 0; z < nz; z += SLAB_PLANES) {
          const planes = Math.min(SLAB_PLANES, nz - z);
          const inSlab = (axis === 'y' ? 0 : planes * ny * nx) + index * planes * length;
          const bytes = await file.read((2 * z * ny * nx + inSlab) * size, planes * length * size, signal);
          out.set(viewVoxels(reader.dtype, bytes), z * length);
        }
      } finally {
        await file.close();
      }
      return out;
    },
    async close() {
      stop.abort();
      await building;
    },
  };
}
