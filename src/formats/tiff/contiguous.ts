/**
 * Stacks behind one directory: those of ImageJ beyond 4 GB (`images=N` in the description) and the truncated ones of
 * tifffile. Uncompressed; image i lies at the first strip's offset plus i times the bytes of an image. One read gives
 * any run of images.
 */
import type { VolumeSource } from '../../volume/index.js';
import { cropColumns, planeSource } from '../plane-source.js';
import { sourceInfo } from '../source-info.js';
import { decodeStored } from '../stored.js';
import { announcedRun } from './dialect.js';
import { numbers } from './ifd.js';
import { layoutAxes } from './layout.js';
import { pageBytes } from './page.js';
import type { TiffPage } from './page.js';
import type { TiffPages } from './pages.js';
import { TAG } from './tags.js';

/** The source of such a stack, or undefined when the file is not one. */
export async function openImageJRun(file: TiffPages, page: TiffPage, path: string, description: string): Promise<VolumeSource | undefined> {
  const plain = page.codec === 'none' && page.predictor === 1 && page.bits % 8 === 0 && !page.planar && !page.reversedBits;
  if (!plain) return undefined;
  const base = (await numbers(page.file, page.ifd, TAG.stripOffsets))?.[0] ?? 0;
  const each = pageBytes(page);
  const held = base === 0 ? 0 : Math.floor((file.source.size - base) / each);
  const layout = await announcedRun(description, page, (told) => Math.min(told, held));
  if (layout === undefined) return undefined;
  const info = sourceInfo({
    format: layout.format,
    path,
    name: file.source.name,
    axes: layoutAxes(layout, page),
    stored: page.stored,
    cost: 'contiguous',
    spacing: layout.spacing,
    valueScale: layout.valueScale,
    warnings: layout.warnings,
  });
  const sizes = layout.leading.map((axis) => axis.size);
  const { source, bigEndian } = page.file;
  const rowBytes = each / page.height;

  const decode = async (offset: number, bytes: number, signal?: AbortSignal): Promise<ReturnType<typeof decodeStored>> =>
    decodeStored(await source.read(offset, bytes, signal), page.stored, bigEndian, source.name);

  return planeSource(info, {
    planeOf: (leading) => layout.planes[leading.reduce((plane, index, axis) => plane * (sizes[axis] ?? 1) + index, 0)]?.page ?? 0,
    readRun: (first, count, signal) => decode(base + first * each, count * each, signal),
    async readBlock(plane, block, signal) {
      const rows = await decode(base + plane * each + block.y0 * rowBytes, (block.y1 - block.y0) * rowBytes, signal);
      const width = page.width * page.samples;
      return cropColumns(rows, width, block.x0 * page.samples, block.x1 * page.samples);
    },
    close: () => file.close(),
  });
}
